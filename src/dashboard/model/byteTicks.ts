import { inUnit, unitIndex } from './bytes.ts';

/** Where a byte axis is divided, and what is written there. */
export interface ByteTicks {
  /** The top of the axis: the highest tick. */
  readonly maxBytes: number;
  readonly splits: readonly number[];
  readonly labels: readonly string[];
}

const smallestTopBytes = 1024;

/**
 * Divides a byte axis from 0 in steps that are powers of two, all labels in one unit: 0, 64, 128, 192 MB.
 *
 * @param highestBytes what must fit below the top
 * @param mostTicks 2 or more; steps are made smaller while there are no more of them than that
 */
export function byteTicks(highestBytes: number, mostTicks: number): ByteTicks {
  const highest = Math.max(highestBytes, smallestTopBytes);
  let stepBytes = 2 ** Math.floor(Math.log2(highest));
  while (highest / (stepBytes / 2) <= mostTicks) stepBytes /= 2;
  const count = Math.ceil(highest / stepBytes);
  const splits = Array.from({ length: count + 1 }, (_, index) => index * stepBytes);
  return { maxBytes: count * stepBytes, splits, labels: labelsOf(splits, stepBytes) };
}

function labelsOf(splits: readonly number[], stepBytes: number): string[] {
  const top = splits.at(-1) as number;
  const topUnit = unitIndex(top);
  const unit = stepBytes >= 1024 ** topUnit / 4 ? topUnit : unitIndex(stepBytes);
  const decimals = decimalsOf(stepBytes / 1024 ** unit);
  return splits.map((split) => (split === 0 ? '0' : inUnit(split, unit, decimals)));
}

function decimalsOf(step: number): number {
  if (step >= 1) return 0;
  return step === 0.5 ? 1 : 2;
}
