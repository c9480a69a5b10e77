import { HubClient } from '../../hub/HubClient.ts';
import type { CommandContext } from '../CommandContext.ts';
import type { Machine } from '../machine/Machine.ts';
import { holderOf, listeningSockets, listeningUnixSockets, socketsOf } from '../machine/sockets.ts';

/** Who answers for a process. */
export interface Watcher {
  /** What it is called there. */
  readonly name: string;
  /** Whether it answers for itself, without a hub. */
  readonly isItself: boolean;
  /** The hub's process; `undefined` where that cannot be seen. */
  readonly hubPid: number | undefined;
  /** Of the hub's dashboard; `undefined` where it has none, or that cannot be seen. */
  readonly dashboardPort: number | undefined;
}

/** All processes of this user that Tidemark answers for, by their numbers. */
export async function watchersOf(
  machine: Machine,
  { platform, environment }: Pick<CommandContext, 'platform' | 'environment'>,
): Promise<ReadonlyMap<number, Watcher>> {
  const hubs = await HubClient.all(platform, environment.TMPDIR || undefined);
  const listening = hubs.length === 0 ? new Map<string, string>() : listeningUnixSockets(machine);
  const found = await Promise.all(
    hubs.map(async (hub) => {
      const summaries = (await hub.processes()).filter(({ state }) => state !== 'gone');
      if (summaries.length === 0) return [];
      const inode = listening.get(hub.path);
      const hubPid = hub.isHub && inode !== undefined ? holderOf(machine, inode) : undefined;
      const dashboardPort = hubPid === undefined ? undefined : portOf(machine, hubPid);
      return summaries.map(({ identity: { pid, name } }): [number, Watcher] => [
        pid,
        { name, isItself: !hub.isHub, hubPid, dashboardPort },
      ]);
    }),
  );
  return new Map(found.flat());
}

function portOf(machine: Machine, pid: number): number | undefined {
  const own = socketsOf(machine, pid);
  return listeningSockets(machine, pid).find(({ inode }) => own.has(inode))?.port;
}
