import {
  hourMs,
  lastHour,
  loopLives,
  oldEnoughAt,
  type RecyclingCandidate,
  type RecyclingSituation,
} from './decideRecycling.ts';
import type { RecyclingAnswer } from './RecyclingAnswer.ts';
import { refusals } from './recyclingWords.ts';

/** What is answered to a worker that wants to be replaced: nothing is refused, or why not, and until when. */
export function answerTo(
  worker: Pick<RecyclingCandidate, 'startedAt' | 'wish'>,
  { time, begun, shortLives, limits }: Pick<RecyclingSituation, 'time' | 'begun' | 'shortLives' | 'limits'>,
): RecyclingAnswer {
  const loop = untilFewer(lastHour(shortLives, time), loopLives, time);
  if (loop !== undefined) return { refused: refusals['crash-loop'](), againInMs: loop };
  const budget = untilFewer(lastHour(begun, time), limits.maxPerHour, time);
  if (budget !== undefined) return { refused: refusals.budget(limits), againInMs: budget };
  const youngMs = oldEnoughAt(worker, limits, time) - time;
  if (youngMs > 0) return { refused: 'It is younger than recycling.minAge.', againInMs: youngMs };
  // After a replacement that did not start.
  const waitMs = (worker.wish?.since ?? time) - time;
  return waitMs > 0 ? { refused: 'The last replacement did not start.', againInMs: waitMs } : {};
}

/** Milliseconds until there are fewer than so many within an hour; `undefined` where that is so. */
function untilFewer(times: readonly number[], most: number, time: number): number | undefined {
  if (times.length < most) return undefined;
  return (times[times.length - most] ?? time) + hourMs - time;
}
