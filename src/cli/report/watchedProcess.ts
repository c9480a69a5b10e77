import { HubClient } from '../../hub/HubClient.ts';
import { TidemarkError } from '../../TidemarkError.ts';
import type { ProcessSummary } from '../../wire/process.ts';
import type { CommandContext } from '../CommandContext.ts';

/** A process, and who knows of it. */
export interface WatchedProcess {
  readonly hub: HubClient;
  readonly process: ProcessSummary;
}

/** All processes of this user that Tidemark watches on this machine, those that have ended included. */
export async function watchedProcesses({
  platform,
  environment,
}: Pick<CommandContext, 'platform' | 'environment'>): Promise<WatchedProcess[]> {
  const hubs = await HubClient.all(platform, environment.TMPDIR || undefined);
  const lists = await Promise.all(
    hubs.map(async (hub) => (await hub.processes()).map((process) => ({ hub, process }))),
  );
  return lists.flat();
}

/**
 * The process that is asked for; else the main one: that of the application, which others came from.
 *
 * @throws TidemarkError `PROCESS_UNWATCHED`
 */
export function chosenProcess(watched: readonly WatchedProcess[], id: string | undefined): WatchedProcess {
  const running = watched.filter(({ process }) => process.state !== 'gone');
  const found =
    id === undefined
      ? (running.find(({ process }) => process.identity.role === 'main') ?? running[0] ?? watched[0])
      : watched.findLast(({ process }) => process.identity.id === id);
  if (found !== undefined) return found;
  const start = 'Start it with tidemark run, or with tidemark/register and TIDEMARK_PORT.';
  const message =
    id === undefined
      ? `Nothing of yours runs under Tidemark that could be reported. ${start} Of a recording: tidemark report samples.jsonl`
      : `Tidemark watches no process ${id}. ${knownSentence(watched) ?? start}`;
  throw new TidemarkError('PROCESS_UNWATCHED', message, { option: '--id', received: id });
}

function knownSentence(watched: readonly WatchedProcess[]): string | undefined {
  const names = watched.slice(0, 20).map(({ process: { identity } }) => `${identity.id} (${identity.name})`);
  return names.length === 0 ? undefined : `It watches ${names.join(', ')}.`;
}
