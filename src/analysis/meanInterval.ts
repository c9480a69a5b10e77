/** A mean, and the bounds that it lies within with the confidence asked for. */
export interface MeanInterval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The mean of measurements that are repeated alike, and its confidence interval after Student (1908): mean ± t·s/√n.
 * The bounds are `NaN` of fewer than two, and all is `NaN` of none.
 *
 * @param confidence above 0 and below 1
 */
export function meanInterval(values: readonly number[], confidence: number): MeanInterval {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count < 2) return { mean, low: Number.NaN, high: Number.NaN };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (count - 1));
  const margin = (studentQuantile(count - 1, confidence) * deviation) / Math.sqrt(count);
  return { mean, low: mean - margin, high: mean + margin };
}

/** A value drawn from Student's distribution stays within plus or minus this with that confidence. */
export function studentQuantile(degreesOfFreedom: number, confidence: number): number {
  let low = 0;
  let high = 1;
  while (studentCoverage(degreesOfFreedom, high) < confidence) high *= 2;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (studentCoverage(degreesOfFreedom, middle) < confidence) low = middle;
    else high = middle;
  }
  return high;
}

/** P(|T| < t), in closed form for whole degrees of freedom: Abramowitz and Stegun 26.7.3 and 26.7.4. */
function studentCoverage(degreesOfFreedom: number, t: number): number {
  const angle = Math.atan(t / Math.sqrt(degreesOfFreedom));
  const cosine = Math.cos(angle);
  const odd = degreesOfFreedom % 2 === 1;
  let term = odd ? cosine : 1;
  let sum = degreesOfFreedom === 1 ? 0 : term;
  for (let power = odd ? 3 : 2; power <= degreesOfFreedom - 2; power += 2) {
    term *= ((power - 1) / power) * cosine ** 2;
    sum += term;
  }
  const series = Math.sin(angle) * sum;
  return odd ? (2 / Math.PI) * (angle + series) : series;
}
