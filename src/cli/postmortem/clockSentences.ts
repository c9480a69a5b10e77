import { durationInWords } from '../../monitoring/quantity.ts';
import type { PostMortem } from './PostMortem.ts';

/** What is later than the clock of its reader by less was written on a machine whose clock differs a little. */
const leastAheadMs = 60_000;

/** That the clock was put back, by how much, and what times are told by; nothing where no record shows that. */
export function clockSentences({ death, flight, report }: PostMortem): string[] {
  const { putBackMs, lastTime } = flight;
  const end = death.time ?? lastTime ?? Number.NEGATIVE_INFINITY;
  const aheadMs = end - report.madeAt;
  return [
    putBackMs > 0
      ? `The clock was put back by ${durationInWords(putBackMs)} while it was recorded: what was written before is told by the clock of its end.`
      : undefined,
    aheadMs > leastAheadMs
      ? `Its last record is ${durationInWords(aheadMs)} later than the clock is now: that was put back since then, or not long before.`
      : undefined,
  ].filter((sentence) => sentence !== undefined);
}
