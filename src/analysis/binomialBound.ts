const bisections = 60;
const smallest = 1e-300;
const precision = 1e-14;
const mostTerms = 500;

/** Lanczos coefficients for g = 7 (Godfrey 2001); the error is below 1e-13. */
const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/**
 * The exact lower bound of Clopper and Pearson (1934): with this share of successes, as many as were seen or more
 * would happen with probability `alpha`. 0 where there were none. Successes and trials need not be whole, as those of an
 * effective sample size are not (Korn and Graubard 1998).
 */
export function lowestShare(successes: number, trials: number, alpha: number): number {
  if (successes <= 0 || trials <= 0) return 0;
  let low = 0;
  let high = Math.min(1, successes / trials);
  for (let step = 0; step < bisections; step++) {
    const middle = (low + high) / 2;
    if (incompleteBeta(middle, successes, Math.max(0, trials - successes) + 1) < alpha) low = middle;
    else high = middle;
  }
  return low;
}

/** The regularized incomplete beta function, by the continued fraction that converges on this side of its mean. */
function incompleteBeta(x: number, a: number, b: number): number {
  const scale = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  return x < (a + 1) / (a + b + 2)
    ? (scale * betaFraction(x, a, b)) / a
    : 1 - (scale * betaFraction(1 - x, b, a)) / b;
}

/** The continued fraction of the incomplete beta function, by Lentz's method. */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let term = 1; term <= mostTerms; term++) {
    const place = a + 2 * term;
    const even = (term * (b - term) * x) / ((place - 1) * place);
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    fraction *= c * d;
    const odd = (-(a + term) * (a + b + term) * x) / (place * (place + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    fraction *= c * d;
    if (Math.abs(c * d - 1) < precision) break;
  }
  return fraction;
}

function away(value: number): number {
  return Math.abs(value) < smallest ? smallest : value;
}

/** ln Γ(x) for x ≥ 1, which is all that a bound asks for, or nearly so. */
function logGamma(x: number): number {
  const base = x + 6.5;
  let sum = lanczos[0]!;
  for (let index = 1; index < lanczos.length; index++) sum += lanczos[index]! / (x - 1 + index);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(base) - base + Math.log(sum);
}
