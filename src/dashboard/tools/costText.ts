import type { ActionCosts, PruningOutcome } from '../../wire/call.ts';
import { durationInWords } from '../../wire/quantity.ts';
import type { SnapshotEstimate } from '../../wire/snapshotTaking.ts';
import { roundBytes } from '../model/bytes.ts';

/** `38 ms`, `1,240 ms`, `14 s`. */
export function pauseText(pauseMs: number): string {
  if (pauseMs >= 10_000) return durationInWords(pauseMs);
  return `${Math.max(1, Math.round(pauseMs)).toLocaleString('en')} ms`;
}

/** `The thread will stand still for about 38 ms, as collections in this process have shown.` */
export function collectionCost({ pauseMs, measured }: ActionCosts['collection'], times = 1): string {
  if (pauseMs === undefined) return 'This process cannot be made to collect.';
  const basis = measured ? 'as collections in this process have shown' : 'by the size of its heap';
  const often = times === 1 ? '' : `${times} times, each `;
  return `The thread will stand still ${often}for about ${pauseText(pauseMs)}, ${basis}.`;
}

/** The pause that is agreed to with that: what is predicted is not exact. */
export function agreedPause({ pauseMs = 0 }: ActionCosts['collection']): number {
  return Math.ceil(2 * pauseMs) + 100;
}

/** `About 40 MB on disk at most, up to 600 MB of memory, and the thread will stand still for 1 s to 4 s.` */
export function snapshotCost({ estimate }: ActionCosts['snapshot']): string {
  const { fileBytes, memoryBytes } = estimate;
  return `It takes up to ${roundBytes(fileBytes)} on disk and up to ${roundBytes(memoryBytes)} of memory while it is written, and the thread will stand still for ${foreseenPause(estimate)}. All texts of the application are in it.`;
}

/** `The snapshot is being written, 265 MB at most: for 4 s so far, 3 s to 13 s are foreseen.` */
export function takingText(estimate: SnapshotEstimate, sinceMs: number): string {
  const sofar = sinceMs < 1_000 ? '' : `for ${durationInWords(sinceMs)} so far, `;
  const late = sinceMs > estimate.pauseMs.high ? 'were' : 'are';
  return `The snapshot is being written, ${roundBytes(estimate.fileBytes)} at most: ${sofar}${foreseenPause(estimate)} ${late} foreseen.`;
}

function foreseenPause({ pauseMs }: SnapshotEstimate): string {
  if (pauseMs.high < 1_500) return `about ${pauseText(pauseMs.high)}`;
  return `${durationInWords(pauseMs.low)} to ${durationInWords(pauseMs.high)}`;
}

/** What pruning has really freed, what caches claim, and what went wrong, in sentences. */
export function pruningText({
  entries,
  claimedBytes,
  freedBytes,
  notMeasured,
  pauseMs,
  pruned,
  unfinished,
  failed,
}: PruningOutcome): string {
  const names = pruned.length === 0 ? 'Nobody has let go of anything' : pruned.join(', ');
  const went = pruned.length === 0 ? '' : ` let go of ${entries.toLocaleString('en')} entries`;
  const freed =
    freedBytes === undefined
      ? `What that frees was not measured: ${notMeasured ?? 'nobody says why.'}`
      : `${freedBytes < 0 ? 'No memory was freed' : `${roundBytes(freedBytes)} were freed`}, as two collections have shown (${pauseText(pauseMs ?? 0)} of pauses).`;
  return [
    `${names}${went}.`,
    freed,
    ...(claimedBytes === undefined ? [] : [`By their own account it is ${roundBytes(claimedBytes)}.`]),
    ...(unfinished.length === 0 ? [] : [`Not done in time: ${unfinished.join(', ')}.`]),
    ...failed,
  ].join(' ');
}
