import type { Machine } from './Machine.ts';

/** Whether a path is that of a Node.js: `node`, `nodejs`, `node20`, and not `node_exporter`. */
export function isNode(program: string): boolean {
  return /(^|[/\\])node(js)?(-?v?\d+(\.\d+)*)?(\.exe)?$/.test(program.replace(/ \(deleted\)$/, ''));
}

/** `20.20.2`: the same program as ours, what the program itself says, or what the official container images say. */
export function nodeVersionOf(
  machine: Machine,
  pid: string,
  program: string,
  environment: Readonly<Record<string, string>>,
): string | undefined {
  const id = machine.fileId(`/proc/${pid}/exe`);
  if (id !== undefined && id === machine.fileId('/proc/self/exe')) return machine.nodeVersion;
  const sees = machine.link(`/proc/${pid}/ns/mnt`) === machine.link('/proc/self/ns/mnt');
  const asked = sees ? machine.askVersion(program) : undefined;
  return asked ?? /^v?(\d+\.\d+\.\d+)/.exec(environment.NODE_VERSION ?? '')?.[1];
}
