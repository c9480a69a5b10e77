/** A clock that goes back by less was corrected over the network; it puts nothing out of order that anybody would miss. */
export const leastPutBackMs = 2000;

/**
 * By how many milliseconds a clock was put back, each time that it was, from times in the order in which they were
 * written. Oldest first.
 *
 * @param paceMs what would have passed between two of them
 */
export function putBacks(times: readonly number[], paceMs: number): number[] {
  return times.flatMap((time, index) => {
    const before = times[index - 1] ?? Number.NaN;
    return before - time > leastPutBackMs ? [before + paceMs - time] : [];
  });
}

/**
 * Times in the order in which they were written, by the clock as it was at the end: what was written before it was put
 * back is that much earlier. Where the times themselves do not show it, they cannot be later than the end.
 *
 * @param steps by how much it was put back, oldest first
 * @param endMs when all had been written, by the clock of then
 */
export function onLastClock(times: readonly number[], steps: readonly number[], endMs: number): number[] {
  const shifted = [...times];
  let left = steps.length;
  let ceilingMs = endMs;
  let shiftMs = 0;
  for (let index = times.length - 1; index >= 0; index--) {
    const time = times[index]!;
    while (left > 0 && time - shiftMs > ceilingMs + leastPutBackMs) shiftMs += steps[--left]!;
    shifted[index] = time - shiftMs;
    // A time that is no number sets no bound.
    if (time - shiftMs < ceilingMs) ceilingMs = time - shiftMs;
  }
  return shifted;
}
