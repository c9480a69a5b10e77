import { thinned } from '../../analysis/thinning.ts';

const most = 16;

/**
 * How far growth stands above what a random walk of the same steps would show: the mean step in standard errors of the
 * mean, over at most 16 stretches, the largest step left out, so that a single jump is of no weight. A regression takes
 * a walk for a trend, since its noise adds up; this does not. 0 where there are fewer than four steps.
 */
export function walkSignificance(times: readonly number[], values: readonly number[]): number {
  const points = thinned(times, values, most);
  const steps: number[] = [];
  for (let index = 1; index < points.times.length; index++) {
    const span = points.times[index]! - points.times[index - 1]!;
    if (span > 0) steps.push((points.values[index]! - points.values[index - 1]!) / span);
  }
  steps.sort((left, right) => left - right).pop();
  if (steps.length < 4) return 0;
  const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length;
  const squares = steps.reduce((sum, step) => sum + (step - mean) ** 2, 0);
  const error = Math.sqrt(squares / (steps.length - 1) / steps.length);
  return error > 0 ? mean / error : mean > 0 ? Number.POSITIVE_INFINITY : 0;
}
