/**
 * The largest mean of a Poisson count that is not refuted at 5 % by so few events: the exact one-sided 95 % upper bound
 * (Garwood 1936). 2.996 for none, 4.744 for one.
 */
export function poissonUpperBound(count: number): number {
  let low = count;
  let high = 2 * count + 10;
  while (high - low > 1e-9 * high) {
    const mean = (low + high) / 2;
    if (probabilityOfAtMost(count, mean) > 0.05) low = mean;
    else high = mean;
  }
  return high;
}

function probabilityOfAtMost(count: number, mean: number): number {
  let logTerm = -mean;
  let sum = Math.exp(logTerm);
  for (let events = 1; events <= count; events++) {
    logTerm += Math.log(mean / events);
    sum += Math.exp(logTerm);
  }
  return sum;
}
