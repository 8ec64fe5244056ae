/** A monotone map of losses to values that a Gaussian process models well: mean 0, variance 1. */
export interface Transform {
  /** The transformed losses, in the same order. */
  readonly values: Float64Array;
  /** The loss of a transformed value. */
  inverse(value: number): number;
}

const mean = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
};

const variance = (values: ArrayLike<number>, around: number): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! - around) ** 2;
  return sum / values.length;
};

/** A quantile of a sorted list, by linear interpolation. */
function quantile(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!);
}

/** Powers this small round to zero in the formula; the logarithm, its limit, is used instead. */
const isZero = (power: number): boolean => Math.abs(power) < 1e-12;

/** Yeo and Johnson's power transform of one value. @see [YeoJohnson2000] eq. 2.1 */
export function yeoJohnson(value: number, lambda: number): number {
  if (value >= 0) {
    return isZero(lambda) ? Math.log1p(value) : Math.expm1(lambda * Math.log1p(value)) / lambda;
  }
  const other = 2 - lambda;
  return isZero(other) ? -Math.log1p(-value) : -Math.expm1(other * Math.log1p(-value)) / other;
}

/** The inverse of {@link yeoJohnson}; values outside its range give the nearest end. */
export function yeoJohnsonInverse(value: number, lambda: number): number {
  const undo = (magnitude: number, power: number): number => {
    if (isZero(power)) return Math.expm1(magnitude);
    return Math.expm1(Math.log1p(Math.max(power * magnitude, 1e-16 - 1)) / power);
  };
  return value >= 0 ? undo(value, lambda) : -undo(-value, 2 - lambda);
}

/** Log likelihood that the values are normal after the transform with a lambda, up to a constant. */
function profileOf(values: Float64Array): (lambda: number) => number {
  // Terms without lambda are computed once, because every ask tries eleven lambdas.
  const logs = values.map((value) => Math.sign(value) * Math.log1p(Math.abs(value)));
  const jacobian = logs.reduce((a, b) => a + b, 0);
  const moved = new Float64Array(values.length);
  return (lambda) => {
    for (let i = 0; i < moved.length; i++) {
      const log = logs[i]!;
      const power = log >= 0 ? lambda : lambda - 2;
      moved[i] = isZero(power) ? log : Math.expm1(power * log) / power;
    }
    const spread = variance(moved, mean(moved));
    return (-values.length / 2) * Math.log(Math.max(spread, 1e-300)) + (lambda - 1) * jacobian;
  };
}

/** Rounds of the golden section. They leave an interval of 0.05; a hundred losses determine no more digits. */
const ROUNDS = 9;

/** The best lambda in [-1, 3] by golden section; outside, a few extreme values would dominate. */
function bestLambda(values: Float64Array): number {
  const profile = profileOf(values);
  const ratio = (Math.sqrt(5) - 1) / 2;
  let low = -1;
  let high = 3;
  let left = high - ratio * (high - low);
  let right = low + ratio * (high - low);
  let atLeft = profile(left);
  let atRight = profile(right);
  for (let round = 0; round < ROUNDS; round++) {
    if (atLeft >= atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - ratio * (high - low);
      atLeft = profile(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + ratio * (high - low);
      atRight = profile(right);
    }
  }
  return (low + high) / 2;
}

/**
 * Winsorizes the bad tail at 1.5 interquartile ranges above the third quartile, applies a Yeo-Johnson
 * transform and standardizes. Every ask fits it to all its losses. Equal losses become zeros.
 *
 * @param losses  n >= 1, finite, smaller is better
 * @see [YeoJohnson2000], [Cowen2022] for why the losses are warped
 */
export function fitTransform(losses: Float64Array): Transform {
  const sorted = losses.toSorted();
  const upper = quantile(sorted, 0.75);
  const limit = upper + 1.5 * (upper - quantile(sorted, 0.25));
  // With few values, or most of them equal, the quartiles say nothing about a tail.
  const clip = losses.length >= 5 && limit > upper ? limit : Infinity;
  const clipped = losses.map((loss) => Math.min(loss, clip));
  const largest = clipped.reduce((most, loss) => Math.max(most, Math.abs(loss)), 0);
  if (sorted[0] === sorted.at(-1) || largest === 0) {
    const center = sorted[0] ?? 0;
    return {
      values: new Float64Array(losses.length),
      inverse: () => center,
    };
  }
  // A power of two: dividing by it is exact, and keeps squares of 1e300 from overflowing.
  const unit = 2 ** Math.min(1023, Math.floor(Math.log2(largest)));
  const scaled = clipped.map((loss) => loss / unit);
  const center = mean(scaled);
  const spread = Math.sqrt(variance(scaled, center)) || 1;
  const standard = scaled.map((loss) => (loss - center) / spread);
  const lambda = bestLambda(standard);
  const warped = standard.map((value) => yeoJohnson(value, lambda));
  const warpedCenter = mean(warped);
  const warpedSpread = Math.sqrt(variance(warped, warpedCenter)) || 1;
  return {
    values: warped.map((value) => (value - warpedCenter) / warpedSpread),
    inverse(value) {
      const standardized = yeoJohnsonInverse(value * warpedSpread + warpedCenter, lambda);
      const loss = (standardized * spread + center) * unit;
      return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, loss));
    },
  };
}
