import { free, LEVEL_TOLERANCE, plainZero, type Fault, type FreeParameter } from './parameter.ts';
import { optionFaults, rangeFaults, rangeScale, rangeToJSON, type Range } from './range.ts';

/** Up to here, doubles tell whole numbers apart. */
const LIMIT = Number.MAX_SAFE_INTEGER;

export interface IntOptions {
  /** Equal ratios get equal mass; needs `low > 0`. */
  readonly log?: boolean;
  /** Values are low, low + step, ... up to high; a whole number, 1 by default. */
  readonly step?: number;
}

/**
 * A whole number between `low` and `high`, both included. If they are equal it is a fixed value.
 *
 * @example
 * ```ts
 * import { int } from '@tune/core';
 * const units = int(128, 384, { step: 128 });
 * units.levels; // 3
 * ```
 */
export function int(low: number, high: number, options: IntOptions = {}): FreeParameter<number> {
  low = plainZero(low);
  high = plainZero(high);
  // Untyped code may give something else than an object; that is a fault, not a crash.
  const { step = 1 } = { ...options };
  const isFixed = low === high;
  const range: Range = { low, high, ...options, step };
  const levels = Math.floor((high - low) / step) + 1;
  const scale = rangeScale({ ...range, high: low + (levels - 1) * step }, step / 2);
  const nearest = (value: number): number =>
    Math.min(levels - 1, Math.max(0, Math.round((value - low) / step)));
  const level = (index: number): number => low + index * step;
  const snap = (value: unknown): number | undefined => {
    if (typeof value !== 'number') return undefined;
    const exact = level(nearest(value));
    // Not a share of the step: of a step of a million, 1 is not a rounding error.
    return Math.abs(exact - value) <= LEVEL_TOLERANCE ? exact : undefined;
  };
  return free<number>({
    kind: 'int',
    levels,
    unordered: false,
    faults() {
      const faults: Fault[] = [...optionFaults(options), ...rangeFaults(range)];
      for (const [path, value] of Object.entries({ low, high, step })) {
        if (!Number.isFinite(value) || Number.isSafeInteger(value)) continue;
        const within = Number.isInteger(value) ? ` within ${-LIMIT} .. ${LIMIT}` : '';
        faults.push({ path, reason: `expected a whole number${within}, but got ${value}` });
      }
      if (faults.length === 0 && high - low > LIMIT) {
        const reason = `expected high - low of at most ${LIMIT}, but got low ${low} and high ${high}`;
        faults.push({ path: 'high', reason });
      }
      return faults;
    },
    reject(value) {
      if (snap(value) !== undefined) return undefined;
      if (typeof value !== 'number' || !Number.isFinite(value)) return 'expected a whole number';
      if (isFixed) return `expected ${low}`;
      if (value < low || value > high) return `expected a whole number in ${low} .. ${high}`;
      const near = `of which ${level(nearest(value))} is the nearest`;
      if (step === 1) return `expected a whole number, ${near}`;
      return `expected ${low} plus a multiple of ${step}, ${near}`;
    },
    snap,
    encode: (value) => scale.toUnit(value),
    decode: (unit) => level(nearest(scale.fromUnit(unit))),
    level,
    indexOf: nearest,
    toJSON: () => ({ type: 'int', ...rangeToJSON({ low, high, ...options }) }),
  });
}
