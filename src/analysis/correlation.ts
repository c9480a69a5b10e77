const rounding = 1e-13;

/** Pearson's r of two series of one length, -1 to 1; `NaN` where one of them does not vary, or has fewer than two values. */
export function correlation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const count = x.length;
  let meanX = 0;
  let meanY = 0;
  for (let index = 0; index < count; index++) {
    meanX += x[index]! / count;
    meanY += y[index]! / count;
  }
  let products = 0;
  let squaresX = 0;
  let squaresY = 0;
  for (let index = 0; index < count; index++) {
    const fromX = x[index]! - meanX;
    const fromY = y[index]! - meanY;
    products += fromX * fromY;
    squaresX += fromX * fromX;
    squaresY += fromY * fromY;
  }
  // What is left of a constant after rounding is no variation.
  if (squaresX <= count * (rounding * meanX) ** 2 || squaresY <= count * (rounding * meanY) ** 2)
    return Number.NaN;
  const r = products / Math.sqrt(squaresX * squaresY);
  return Math.min(1, Math.max(-1, r));
}
