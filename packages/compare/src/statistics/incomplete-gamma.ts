/** Terms until a double no longer changes; far more than the series needs where it is used. */
const MOST_TERMS = 10_000;

/**
 * The regularized upper incomplete gamma function Q(a, x) for a whole or half `a`: the probability that
 * a gamma distribution of shape `a` is above `x`.
 *
 * @param a  a positive multiple of 1/2
 * @param x  at least 0
 * @see [Abramowitz1964] 6.5.29 the series, 6.5.31 the continued fraction
 */
export function upperGamma(a: number, x: number): number {
  if (x === 0) return 1;
  if (x === Infinity) return 0;
  return x < a + 1 ? 1 - lowerSeries(a, x) : upperFraction(a, x);
}

/** The lower tail, without the cancellation of 1 - Q where it is small. */
export function lowerGamma(a: number, x: number): number {
  if (x === 0) return 0;
  if (x === Infinity) return 1;
  return x < a + 1 ? lowerSeries(a, x) : 1 - upperFraction(a, x);
}

function lowerSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < MOST_TERMS; n++) {
    term *= x / (a + n);
    sum += term;
    if (term < sum * Number.EPSILON) break;
  }
  return sum * scale(a, x);
}

/** By Lentz's method. */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = Infinity;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < MOST_TERMS; n++) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    const step = c * d;
    fraction *= step;
    if (Math.abs(step - 1) < Number.EPSILON) break;
  }
  return fraction * scale(a, x);
}

/** x^a e^-x / Gamma(a), with the gamma function by its recursion from 1 or 1/2. */
function scale(a: number, x: number): number {
  let result = Math.exp(-x) * (a % 1 === 0 ? x : Math.sqrt(x / Math.PI));
  for (let from = a % 1 === 0 ? 1 : 0.5; from < a; from++) result *= x / from;
  return result;
}
