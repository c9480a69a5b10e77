import { rm } from 'node:fs/promises';
import type { NotPerformed } from '../profiling/operations/OperationMeasurement.ts';
import { membersInWords } from '../wire/holderInWords.ts';
import { bytesInWords } from '../wire/quantity.ts';
import type { AnalysisResult, LeakSuspect, SuspectGain } from '../wire/snapshot.ts';
import type { InstancesGained, LeakHolder } from './LeakReport.ts';
import type { RunRounds } from './RunRounds.ts';
import type { SnapshotTools } from './SnapshotTools.ts';

/** What finding a holder works with. */
export interface HolderSearch extends SnapshotTools {
  readonly now: () => number;
  readonly deadline: number;
  /** Aborted when time is up. */
  readonly signal: AbortSignal;
}

/** What was found. */
export interface FoundLeak {
  readonly holder: LeakHolder | NotPerformed;
  readonly instances: readonly InstancesGained[];
}

/** What has to stay between the snapshots, so that it stands out from what else goes on in the process. */
const wantedBytes = 512 * 1024;
/** Below that nobody is a suspect. */
const leastBytes = 64 * 1024;
const fewestRuns = 20;
const mostRuns = 20_000;
const shareForRuns = 0.3;
const leastShare = 0.1;
const leastPerRun = 0.5;
const mostClasses = 8;

/**
 * Finds out who holds what an operation leaves: takes a heap snapshot, runs it until enough has stayed, takes another and
 * compares the two.
 */
export async function findLeakHolder(
  rounds: RunRounds,
  bytesPerRun: number,
  { directory, taker, analyst, now, deadline, signal }: HolderSearch,
): Promise<FoundLeak> {
  try {
    const snapshotMs = 2 * taker.estimate().pauseMs.low;
    if (now() + snapshotMs > deadline) return untold(tooLittleTime(snapshotMs));
    const first = await taker.take({ directory });
    if (!first.performed) return untold(first.reason);
    const wanted = Math.min(mostRuns, Math.max(fewestRuns, Math.ceil(wantedBytes / bytesPerRun)));
    const runs = await rounds.run(wanted, now() + shareForRuns * Math.max(0, deadline - now()));
    if (runs * bytesPerRun < leastBytes) {
      const kept = `${runs.toLocaleString('en')} runs keep ${bytesInWords(runs * bytesPerRun)}`;
      return untold(`${kept}, which does not stand out in a heap snapshot; more timeoutMs allows more runs.`);
    }
    // The thread stands still for the second one as long as for the first, and nobody could say that time is up.
    if (now() + first.durationMs > deadline) return untold(tooLittleTime(2 * first.durationMs));
    const second = await taker.take({ directory });
    if (!second.performed) return untold(second.reason);
    signal.throwIfAborted();
    const result = await analyst.analyze({ kind: 'diff', files: [first.path, second.path] }, signal);
    return result.kind === 'diff' ? foundIn(result, runs) : untold('Something else was analysed.');
  } catch (error) {
    if (signal.aborted)
      return untold('Time was up before the heap snapshots were compared: raise timeoutMs.');
    return untold((error as Error).message);
  } finally {
    await rm(directory, { recursive: true, force: true }).catch(() => undefined);
  }
}

function untold(reason: string): FoundLeak {
  return { holder: { performed: false, reason }, instances: [] };
}

function tooLittleTime(neededMs: number): string {
  return `Two heap snapshots may take ${Math.ceil(neededMs / 1000)} s, and less was left: raise timeoutMs.`;
}

function foundIn({ report, classes }: Extract<AnalysisResult, { kind: 'diff' }>, runs: number): FoundLeak {
  const instances = classes
    .map(({ name, added, deleted }) => ({ className: name, perRun: (added - deleted) / runs }))
    .filter(({ className, perRun }) => perRun >= leastPerRun && !className.startsWith('('))
    .slice(0, mostClasses);
  const [suspect] = report.suspects;
  if (suspect !== undefined && suspect.share >= leastShare)
    return { holder: holderOf(suspect, runs), instances };
  const [spread] = report.spread;
  const reason =
    spread === undefined
      ? 'No single object holds it.'
      : `No single object holds it: it is spread over ${spread.places.toLocaleString('en')} places, such as ${spread.examplePath}.`;
  return { holder: { performed: false, reason }, instances };
}

function holderOf(suspect: LeakSuspect, runs: number): LeakHolder {
  const { path, className, objects, owner, share, gains, fixIdea } = suspect;
  return {
    performed: true,
    path: objects > 1 ? `${membersInWords(objects, className, owner)}, such as ${path}` : path,
    className,
    share,
    gains: gains.flatMap((gain) => gainOf(gain, runs)),
    fixIdea,
  };
}

function gainOf({ name, counts, place }: SuspectGain, runs: number): LeakHolder['gains'][number][] {
  const perRun = counts.reduce((sum, count) => sum + count, 0) / runs;
  return perRun < leastPerRun || name.startsWith('(') ? [] : [{ name, perRun, ...(place && { place }) }];
}
