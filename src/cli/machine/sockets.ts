import { readText } from '../../sampling/node/FileSystem.ts';
import type { Machine } from './Machine.ts';

/** A TCP socket that waits for connections. */
export interface ListeningSocket {
  readonly port: number;
  readonly inode: string;
}

const listening = '0A';
const acceptsConnections = 0x10000;

/** The TCP sockets that wait for connections where this process is, in its network, whoever has them. */
export function listeningSockets({ files }: Pick<Machine, 'files'>, pid: number): ListeningSocket[] {
  return ['tcp', 'tcp6'].flatMap((name) =>
    (readText(files, `/proc/${pid}/net/${name}`) ?? '').split('\n').flatMap((line) => {
      // `sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode …`, the port in hexadecimal.
      const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
      if (state !== listening || inode === undefined) return [];
      return [{ port: Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16), inode }];
    }),
  );
}

/** The file of each Unix socket that waits for connections, with its inode. */
export function listeningUnixSockets({ files }: Pick<Machine, 'files'>): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of (readText(files, '/proc/net/unix') ?? '').split('\n')) {
    const [, , , flags = '', , , inode, path] = line.trim().split(/\s+/);
    if (path === undefined || inode === undefined) continue;
    if ((Number.parseInt(flags, 16) & acceptsConnections) !== 0) found.set(path, inode);
  }
  return found;
}

/** Inodes of the sockets that a process has open; empty where it may not be looked at. */
export function socketsOf({ list, link }: Pick<Machine, 'list' | 'link'>, pid: number): Set<string> {
  const inodes = list(`/proc/${pid}/fd`).map(
    (descriptor) => /^socket:\[(\d+)\]$/.exec(link(`/proc/${pid}/fd/${descriptor}`) ?? '')?.[1],
  );
  return new Set(inodes.filter((inode) => inode !== undefined));
}

/** The process that has a socket open, as far as this user may look. */
export function holderOf(machine: Pick<Machine, 'list' | 'link'>, inode: string): number | undefined {
  const pids = machine.list('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).find((pid) => socketsOf(machine, pid).has(inode));
}
