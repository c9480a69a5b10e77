import { byFunction, placeOf, type SizedFrame } from './frames.ts';

/** Whose code something is, which decides its colour. */
export type Owner = 'own' | 'package' | 'runtime';

/** A part of the program, and what of its allocations is alive: everything, a package, a file, a function. */
export interface CodePart {
  readonly name: string;
  /** What it is in full: a path, or a function with its place. */
  readonly fullName: string;
  readonly owner: Owner;
  readonly bytes: number;
  /** Largest first. */
  readonly children: readonly CodePart[];
}

/** So many functions of a file have a part of their own. */
const mostFunctions = 30;

/** What functions allocated themselves, by package and file, wherever they were called from; what has not grown is left out. */
export function codeTree(root: SizedFrame): CodePart {
  const sizes = byFunction(root).filter(({ selfBytes }) => selfBytes > 0);
  const packages = groupBy(sizes, ({ frame }) => `${ownerOf(frame)} ${frame.package ?? ''}`);
  const parts = packages.map((inPackage) => {
    const { frame } = inPackage[0] as (typeof sizes)[number];
    const owner = ownerOf(frame);
    const files = groupBy(inPackage, (each) => each.frame.file).map((inFile) => {
      const file = inFile[0]?.frame.file.replace(/^file:\/\//, '') ?? '';
      const functions = inFile.map(({ frame, selfBytes }): CodePart => {
        const place = placeOf(frame);
        const fullName = place === '' ? frame.name : `${frame.name} (${place})`;
        return { name: frame.name, fullName, owner, bytes: selfBytes, children: [] };
      });
      return partOf(shortened(file), file || 'built in', owner, summarised(functions, owner));
    });
    const name = owner === 'own' ? 'Your code' : (frame.package ?? 'Node.js, V8');
    return partOf(name, name, owner, files);
  });
  return partOf('All', 'All that is alive', 'runtime', parts);
}

/** Whose code a frame is. */
export function ownerOf({ file, package: owner }: Pick<SizedFrame, 'file' | 'package'>): Owner {
  if (owner !== undefined) return 'package';
  return file === '' || file.startsWith('node:') ? 'runtime' : 'own';
}

function partOf(name: string, fullName: string, owner: Owner, children: readonly CodePart[]): CodePart {
  const bytes = children.reduce((sum, child) => sum + child.bytes, 0);
  return {
    name,
    fullName,
    owner,
    bytes,
    children: children.toSorted((one, other) => other.bytes - one.bytes),
  };
}

function summarised(functions: readonly CodePart[], owner: Owner): readonly CodePart[] {
  const rest = functions.slice(mostFunctions);
  if (rest.length < 2) return functions;
  const name = `${rest.length} more`;
  const bytes = rest.reduce((sum, each) => sum + each.bytes, 0);
  return [
    ...functions.slice(0, mostFunctions),
    { name, fullName: `${rest.length} more functions`, owner, bytes, children: [] },
  ];
}

function groupBy<Value>(values: readonly Value[], keyOf: (value: Value) => string): Value[][] {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return [...groups.values()];
}

/** The last two names of a path. */
function shortened(file: string): string {
  return file === '' ? 'built in' : file.split('/').slice(-2).join('/');
}
