/** A control group that this process belongs to, as a directory. */
export interface ControlGroup {
  readonly version: 1 | 2;
  /** Where its hierarchy is mounted: no ancestor of the group is visible above it. */
  readonly mountPoint: string;
  /** The group's own directory, at or below the mount point. */
  readonly directory: string;
}

/** The control groups that tell of memory. */
export interface ControlGroups {
  /** The one that memory is charged to. */
  readonly memory: ControlGroup | undefined;
  /** The one of version 2, which has pressure stall even where memory is charged to version 1. */
  readonly unified: ControlGroup | undefined;
}

interface Mount {
  /** Which part of the hierarchy is mounted. */
  readonly root: string;
  readonly mountPoint: string;
  readonly type: string;
  readonly options: readonly string[];
}

/**
 * Finds the control groups of a process: version 1, version 2, or both side by side (hybrid).
 *
 * @param memberships text of `/proc/self/cgroup`
 * @param mounts text of `/proc/self/mountinfo`
 */
export function controlGroups(memberships: string, mounts: string): ControlGroups {
  const paths = memberships
    .split('\n')
    .map((line) => /^\d+:([^:]*):(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, controllers, path]) => ({
      controllers: (controllers as string).split(','),
      path: path as string,
    }));
  const all = mounts.split('\n').flatMap(parseMount);
  const pathOf = (controller: string) =>
    paths.find(({ controllers }) => controllers.includes(controller))?.path;
  const unified = groupOf(
    2,
    pathOf(''),
    all.filter(({ type }) => type === 'cgroup2'),
  );
  const charged = groupOf(
    1,
    pathOf('memory'),
    all.filter(({ type, options }) => type === 'cgroup' && options.includes('memory')),
  );
  return { memory: charged ?? unified, unified };
}

function groupOf(
  version: 1 | 2,
  path: string | undefined,
  mounts: readonly Mount[],
): ControlGroup | undefined {
  if (path === undefined) return undefined;
  const mount = mounts.find(({ root }) => below(root, path) !== undefined) ?? mounts[0];
  if (mount === undefined) return undefined;
  const { mountPoint, root } = mount;
  return { version, mountPoint, directory: mountPoint + (below(root, path) ?? '') };
}

/**
 * The part of a path below a root: `''`, or beginning with a slash. `undefined` where it is not below, or where the
 * root of a namespace hides it behind `..`: then the mount point itself is the nearest group that can be seen.
 */
function below(root: string, path: string): string | undefined {
  if (root.includes('/..') || path.includes('/..')) return undefined;
  const prefix = root === '/' ? '' : root;
  if (path !== prefix && !path.startsWith(`${prefix}/`)) return undefined;
  const rest = path.slice(prefix.length);
  return rest === '/' ? '' : rest;
}

/** One line: `36 35 0:31 /root /mount/point rw,noatime shared:1 - cgroup cgroup rw,memory`. */
function parseMount(line: string): Mount[] {
  const [before, after] = line.split(' - ');
  const [, , , root, mountPoint] = before?.split(' ') ?? [];
  const [type, , options] = after?.split(' ') ?? [];
  if (root === undefined || mountPoint === undefined || type === undefined) return [];
  return [
    { root: unescaped(root), mountPoint: unescaped(mountPoint), type, options: options?.split(',') ?? [] },
  ];
}

function unescaped(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
