import { free, type FreeParameter } from './parameter.ts';
import { rangeFaults, rangeLevels, rangeScale, rangeToJSON, type Range } from './range.ts';

export interface FloatOptions {
  readonly log?: boolean;
  readonly step?: number;
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
  const levels = step === undefined ? Infinity : rangeLevels({ ...range, step });
  // The last level may lie below `high`; the scale ends half a step behind it.
  const last = step === undefined ? high : low + (levels - 1) * step;
  const scale = rangeScale({ ...range, high: last }, step === undefined ? 0 : step / 2);
  const level = (index: number): number => {
    if (step === undefined) return Number.NaN;
    // Twelve significant digits: 0.1 + 2 * 0.1 is to be 0.3.
    return Number(Math.min(low + index * step, high).toPrecision(12));
  };
  const nearest = (value: number): number =>
    Math.min(levels - 1, Math.max(0, Math.round((value - low) / step!)));
  return free<number>({
    kind: 'float',
    levels,
    unordered: false,
    faults: () => rangeFaults(range),
    reject(value) {
      if (typeof value !== 'number' || !Number.isFinite(value)) return 'expected a finite number';
      if (value < low || value > high) return `expected a number in ${low} .. ${high}`;
      if (step !== undefined && Math.abs(level(nearest(value)) - value) > 1e-9 * step) {
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
    toJSON: () => ({ type: 'float', ...rangeToJSON({ low, high, ...options }) }),
  });
}
