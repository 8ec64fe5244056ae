import { free, LEVEL_TOLERANCE, plainZero, type FreeParameter } from './parameter.ts';
import { optionFaults, rangeFaults, rangeScale, rangeToJSON, type Range } from './range.ts';

export interface FloatOptions {
  /** Equal ratios get equal mass; needs `low > 0`. */
  readonly log?: boolean;
  /** Values are low, low + step, ... up to high; without it the parameter is continuous. */
  readonly step?: number;
}

/** Relative rounding error of a double. */
const ROUNDING = Number.EPSILON;
/** Smallest step, relative to the largest value, that survives the way to [0, 1] and back. */
const MIN_RELATIVE_STEP = { linear: 1e-14, log: 1e-12 };
/** Significant digits of a step; further ones come from rounding, as in 1 / 3. */
const STEP_DIGITS = 12;

/** How many decimals a number is written with. */
function decimalsOf(value: number): number {
  const [digits = '', exponent = '0'] = String(value).split('e');
  return (digits.split('.')[1]?.length ?? 0) - Number(exponent);
}

/** A number rounded to so many decimals; `toFixed` takes up to 100. */
function rounded(value: number, decimals: number): number {
  return decimals > 100 ? value : plainZero(Number(value.toFixed(Math.max(0, decimals))));
}

/**
 * A real number between `low` and `high`, both included. If they are equal it is a fixed value.
 *
 * @example
 * ```ts
 * import { float } from '@tune/core';
 * const lr = float(1e-5, 1e-1, { log: true });
 * lr.decode(0.5); // about 1e-3
 * ```
 */
export function float(
  low: number,
  high: number,
  options: FloatOptions = {},
): FreeParameter<number> {
  low = plainZero(low);
  high = plainZero(high);
  const range: Range = { low, high, ...options };
  const { step } = range;
  const largest = Math.max(Math.abs(low), Math.abs(high));
  // Rounding of the step, such as 0.1, and of bounds that are far larger than it.
  const slack = step === undefined ? 0 : 1e-9 * step + 2 * ROUNDING * largest;
  const isFixed = low === high;
  const ofStep = step === undefined || isFixed ? 0 : Math.max(slack, LEVEL_TOLERANCE * step);
  const tolerance = Math.max(4 * ROUNDING * largest, ofStep);
  const isContinuous = step === undefined && !isFixed;
  const levels = isFixed
    ? 1
    : step === undefined
      ? Infinity
      : Math.floor((high - low + slack) / step) + 1;
  // The last level may be below `high`; the scale ends half a step above it.
  const last = step === undefined || isFixed ? high : low + (levels - 1) * step;
  const scale = rangeScale({ ...range, high: last }, step === undefined ? 0 : step / 2);
  // As many as low and step are written with, so that 0.1 + 2 * 0.1 becomes 0.3.
  const decimals =
    step === undefined
      ? 0
      : Math.min(
          Math.max(decimalsOf(low), decimalsOf(step)),
          STEP_DIGITS - 1 - Math.floor(Math.log10(step)),
        );
  const level = (index: number): number => {
    if (isFixed) return low;
    if (step === undefined) return Number.NaN;
    // Conditions ask for levels even if low is faulty, such as a string from JSON.
    const value = Number(low) + index * step;
    if (value >= high - slack) return high;
    return Math.max(low, rounded(value, decimals));
  };
  const nearest = (value: number): number =>
    isFixed ? 0 : Math.min(levels - 1, Math.max(0, Math.round((value - low) / step!)));
  const snap = (value: unknown): number | undefined => {
    if (typeof value !== 'number') return undefined;
    if (isContinuous && value >= low && value <= high) return plainZero(value);
    const exact = isContinuous ? Math.min(high, Math.max(low, value)) : level(nearest(value));
    return Math.abs(exact - value) <= tolerance ? exact : undefined;
  };
  return free<number>({
    kind: 'float',
    levels,
    unordered: false,
    faults() {
      const faults = [...optionFaults(options), ...rangeFaults(range)];
      const share = MIN_RELATIVE_STEP[range.log === true ? 'log' : 'linear'];
      const finest = Number((share * largest).toPrecision(2));
      if (faults.length === 0 && !isFixed && step !== undefined && step < finest) {
        const reason = `expected a step of at least ${finest}, the finest that doubles near ${largest} resolve, but got ${step}`;
        faults.push({ path: 'step', reason });
      }
      return faults;
    },
    reject(value) {
      if (typeof value !== 'number' || !Number.isFinite(value)) return 'expected a finite number';
      if (snap(value) !== undefined) return undefined;
      if (isFixed) return `expected ${low}`;
      if (value < low || value > high) return `expected a number in ${low} .. ${high}`;
      return `expected ${low} plus a multiple of ${step}, of which ${level(nearest(value))} is the nearest`;
    },
    snap,
    encode: (value) => scale.toUnit(value),
    decode(unit) {
      const value = scale.fromUnit(unit);
      // exp(log(x)) may miss a bound by a bit.
      if (isContinuous) return Math.min(high, Math.max(low, value));
      return level(nearest(value));
    },
    level,
    indexOf: nearest,
    toJSON: () => ({ type: 'float', ...rangeToJSON({ low, high, ...options }) }),
  });
}
