import { arch, availableParallelism, cpus, loadavg, totalmem, type } from 'node:os';

/** The machine and the Node that figures come from and what else it was doing, in one line; nothing that names a host. */
export function machineLine(): string {
  const processor = cpus()[0]?.model.trim().replace(/\s+/g, ' ') ?? 'unknown processor';
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const load = (loadavg()[0] as number).toFixed(1);
  return `Node ${process.version} (V8 ${process.versions.v8}), ${type()} ${arch()}, ${availableParallelism()} cores of ${processor}, ${memory}, load ${load} before the start`;
}
