import { free, type FreeParameter } from './parameter.ts';
import { rangeFaults, rangeScale, rangeToJSON, type Range } from './range.ts';

export interface FloatOptions {
  readonly log?: boolean;
  readonly step?: number;
}

/** What a double may be off by, as a share of it. */
const ROUNDING = Number.EPSILON;
/** Steps below this share of the largest value are lost on the way to [0, 1] and back. */
const FINEST = { linear: 1e-14, log: 1e-12 };
/** Digits of a step that count; what is behind them comes from rounding, as in 1 / 3. */
const DIGITS = 12;

/** How many decimals a number is written with. */
function decimalsOf(value: number): number {
  const [digits = '', exponent = '0'] = String(value).split('e');
  return (digits.split('.')[1]?.length ?? 0) - Number(exponent);
}

/** A number without what is behind so many decimals; `toFixed` knows up to 100 of them. */
function rounded(value: number, decimals: number): number {
  // Adding 0 makes 0 of -0.
  return decimals > 100 ? value : Number(value.toFixed(Math.max(0, decimals))) + 0;
}

/**
 * A real number between `low` and `high`, both included.
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
  const range: Range = { low, high, ...options };
  const { step } = options;
  const largest = Math.max(Math.abs(low), Math.abs(high));
  // What rounding may make of a value: of the step, such as 0.1, and of bounds that are far larger.
  const slack = step === undefined ? 0 : 1e-9 * step + 2 * ROUNDING * largest;
  const levels = step === undefined ? Infinity : Math.floor((high - low + slack) / step) + 1;
  // The last level may lie below `high`; the scale ends half a step behind it.
  const last = step === undefined ? high : low + (levels - 1) * step;
  const scale = rangeScale({ ...range, high: last }, step === undefined ? 0 : step / 2);
  // As many as low and step are written with: 0.1 + 2 * 0.1 is to be 0.3.
  const decimals =
    step === undefined
      ? 0
      : Math.min(
          Math.max(decimalsOf(low), decimalsOf(step)),
          DIGITS - 1 - Math.floor(Math.log10(step)),
        );
  const level = (index: number): number => {
    if (step === undefined) return Number.NaN;
    // A low that JSON gave as a string is a fault, but conditions are asked even so.
    const value = Number(low) + index * step;
    if (value >= high - slack) return high;
    return Math.max(low, rounded(value, decimals));
  };
  const nearest = (value: number): number =>
    Math.min(levels - 1, Math.max(0, Math.round((value - low) / step!)));
  return free<number>({
    kind: 'float',
    levels,
    unordered: false,
    faults() {
      const faults = rangeFaults(range);
      const share = FINEST[options.log === true ? 'log' : 'linear'];
      const finest = Number((share * largest).toPrecision(2));
      if (faults.length === 0 && step !== undefined && step < finest) {
        const reason = `expected a step of at least ${finest}, which doubles near ${largest} can tell apart, but got ${step}`;
        faults.push({ path: 'step', reason });
      }
      return faults;
    },
    reject(value) {
      if (typeof value !== 'number' || !Number.isFinite(value)) return 'expected a finite number';
      if (value < low || value > high) return `expected a number in ${low} .. ${high}`;
      if (step !== undefined && Math.abs(level(nearest(value)) - value) > slack) {
        return `expected ${low} plus a multiple of ${step}`;
      }
      return undefined;
    },
    encode: (value) => scale.toUnit(value),
    decode(unit) {
      const value = scale.fromUnit(unit);
      // exp(log(x)) may miss a bound by a bit.
      if (step === undefined) return Math.min(high, Math.max(low, value));
      return level(nearest(value));
    },
    level,
    indexOf: nearest,
    toJSON: () => ({ type: 'float', ...rangeToJSON({ low, high, ...options }) }),
  });
}
