/** Turns a median absolute deviation into the standard deviation of a normal distribution. */
export const madToSigma = 1.4826;

/** The median; `NaN` of nothing. Linear time: the hot path of every robust slope. */
export function median(values: ArrayLike<number>): number {
  const copy = Float64Array.from(values);
  const middle = copy.length >> 1;
  if (copy.length === 0) return Number.NaN;
  const upper = select(copy, middle);
  if (copy.length % 2 === 1) return upper;
  let lower = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < middle; index++) lower = Math.max(lower, copy[index]!);
  return (lower + upper) / 2;
}

/** The value that would stand at `rank` if the values were sorted; afterwards none before it is larger (Hoare 1961). */
function select(values: Float64Array, rank: number): number {
  let left = 0;
  let right = values.length - 1;
  while (left < right) {
    const pivot = values[(left + right) >> 1]!;
    let low = left;
    let high = right;
    while (low <= high) {
      while (values[low]! < pivot) low += 1;
      while (values[high]! > pivot) high -= 1;
      if (low > high) break;
      const swapped = values[low]!;
      values[low] = values[high]!;
      values[high] = swapped;
      low += 1;
      high -= 1;
    }
    if (rank <= high) right = high;
    else if (rank >= low) left = low;
    else break;
  }
  return values[rank]!;
}

/** The median distance from the centre, in the unit of the values; `NaN` of nothing. */
export function medianAbsoluteDeviation(values: ArrayLike<number>, centre: number = median(values)): number {
  return median(Array.from(values, (value) => Math.abs(value - centre)));
}

/**
 * Standard deviation of the noise around a slowly moving level, so that neither a trend nor a few steps count as noise:
 * from how far each value lies off the line between its neighbours, in units of what independent noise gives there; 0 of
 * fewer than three values.
 *
 * @param times ascending; left out where the values are evenly spaced
 */
export function noiseLevel(values: ArrayLike<number>, times?: ArrayLike<number>): number {
  if (values.length < 3) return 0;
  const distances = new Float64Array(values.length - 2);
  for (let index = 0; index < distances.length; index++) {
    const share = times ? shareBetween(times[index]!, times[index + 1]!, times[index + 2]!) : 0.5;
    const expected = (1 - share) * values[index]! + share * values[index + 2]!;
    distances[index] = (values[index + 1]! - expected) / Math.sqrt(1 + share ** 2 + (1 - share) ** 2);
  }
  return madToSigma * medianAbsoluteDeviation(distances, 0);
}

function shareBetween(before: number, time: number, after: number): number {
  return after > before ? (time - before) / (after - before) : 0.5;
}
