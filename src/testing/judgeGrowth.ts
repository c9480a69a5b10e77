import { meanInterval } from '../analysis/meanInterval.ts';
import { median } from '../analysis/robustStatistics.ts';

/** What a round of runs kept. */
export interface RoundGrowth {
  readonly runs: number;
  readonly grownBytes: number;
}

/** Whether growth goes on, and its size. */
export interface GrowthJudgement {
  readonly goesOn: boolean;
  /** Why it does not, as the end of a sentence; `undefined` where it does, or where there is none to speak of. */
  readonly whyNot: string | undefined;
  readonly bytesPerRun: number;
  readonly lowBytes: number;
  readonly highBytes: number;
  readonly confidence: number;
  readonly thresholdBytesPerRun: number;
  readonly roundBytesPerRun: readonly number[];
}

const confidence = 0.95;
/** Two readings of a heap that is at rest differ by less. */
const noiseBytesPerRound = 1024;
/** Of a heap that is at rest indeed; reading it leaves some sixty. */
const quietBytesPerRound = 400;
/** What V8 notes down about code that runs comes to less; a run that keeps an object of its own keeps more. */
const leastBytesPerRun = 8;
const fewestRising = 0.75;
const undiminished = 0.5;
const netOfDrops = 0.5;

/** What cannot be told from noise, a run, where so many are in a round. */
function noiseBytesPerRun(runs: number): number {
  return Math.max(leastBytesPerRun, noiseBytesPerRound / runs);
}

/**
 * Whether memory grows beyond a budget with each round of runs, as much at the end as at the beginning. What is done once grows
 * in one round; what fills up grows less and less; what is emptied now and then drops. Medians, since a table that doubles
 * grows a lot at once.
 */
export function judgeGrowth(rounds: readonly RoundGrowth[], budgetBytes: number): GrowthJudgement {
  const each = rounds.map(({ grownBytes, runs }) => grownBytes / runs);
  const { mean, low, high } = meanInterval(each, confidence);
  const threshold = budgetBytes + noiseBytesPerRun(median(rounds.map(({ runs }) => runs)));
  const whyNot = reasonAgainst(each, mean, threshold);
  return {
    goesOn: whyNot === undefined && median(each) > threshold,
    whyNot,
    bytesPerRun: mean,
    lowBytes: low,
    highBytes: high,
    confidence,
    thresholdBytesPerRun: threshold,
    roundBytesPerRun: each,
  };
}

/** Whether growth may go on, so that it is worth more runs. Told from less, and wrongly at times. */
export function isSuspicious(rounds: readonly RoundGrowth[], budgetBytes: number): boolean {
  const each = rounds.map(({ grownBytes, runs }) => grownBytes / runs);
  const least =
    budgetBytes + Math.max(leastBytesPerRun, quietBytesPerRound / median(rounds.map(({ runs }) => runs)));
  const later = each.slice(-Math.floor(each.length / 2));
  const meanOfLater = later.reduce((sum, value) => sum + value, 0) / later.length;
  return median(each) > least || meanOfLater > least;
}

function reasonAgainst(each: readonly number[], mean: number, threshold: number): string | undefined {
  const typical = median(each);
  const rising = each.filter((bytes) => bytes > threshold).length;
  if (rising === 0) return undefined;
  const half = Math.floor(each.length / 2);
  const [first, second] = [median(each.slice(0, half)), median(each.slice(-half))];
  // A cache may have got full in the very last rounds.
  if (typical <= threshold || each.at(-1)! < undiminished * typical) {
    return `it grew in ${rising} of ${each.length} rounds, and then no more`;
  }
  if (rising < fewestRising * each.length) return `it grew in ${rising} of ${each.length} rounds only`;
  if (second < undiminished * first) return 'it grew less and less';
  if (mean < netOfDrops * typical) return 'what had grown was let go of meanwhile';
  return undefined;
}
