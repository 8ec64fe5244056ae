import type { Direction } from '@tune/core';

/** Where values are on an axis: 0 at the lowest one, 1 at the highest. */
export interface Scale {
  place(value: number): number;
  /** The value at a place, the inverse of {@link place}. */
  value(place: number): number;
}

/** Values that come closer to zero are shown by their size if they differ by this factor. */
const MANY_TIMES = 100;
/** Values are stretched near the best one if half of them are within this share of the range from it. */
const CROWDED = 0.1;
/** No stretching resolves less than this share of the range. */
const FINEST = 1e-9;

/**
 * A scale for best-so-far values: even, by orders of magnitude where values get that much closer to zero, or
 * by orders of magnitude of the distance from the best value where most of them are close to it.
 *
 * @param values  all that are shown, at least one
 */
export function scaleOf(values: readonly number[], direction: Direction): Scale {
  const sorted = Float64Array.from(values).sort();
  const [low, high] = [sorted[0]!, sorted.at(-1)!];
  if (low === high) return { place: () => 0.5, value: () => low };
  const isToZero = direction === 'minimize' ? low > 0 : high < 0;
  const [smallest, largest] = low > 0 ? [low, high] : [-high, -low];
  if (isToZero && largest / smallest >= MANY_TIMES) return logScale(low, high);
  const best = direction === 'minimize' ? low : high;
  const distances = sorted.map((value) => Math.abs(value - best)).sort();
  const range = high - low;
  const typical = distances[distances.length >> 1]!;
  if (typical >= CROWDED * range || !Number.isFinite(range)) return evenScale(low, high);
  const others = distances.filter((distance) => distance > 0);
  const finest = Math.max(others[Math.floor(others.length / 10)]!, FINEST * range);
  return stretchedScale(best, range, finest, direction);
}

function evenScale(low: number, high: number): Scale {
  // The range of very large values is not a number, and half of a very small one is 0.
  const part = Number.isFinite(high - low) ? 1 : 0.5;
  return {
    place: (value) => (value * part - low * part) / (high * part - low * part),
    value: (place) => low * (1 - place) + high * place,
  };
}

function logScale(low: number, high: number): Scale {
  const sign = Math.sign(low);
  const even = evenScale(sign * Math.log(Math.abs(low)), sign * Math.log(Math.abs(high)));
  return {
    place: (value) => even.place(sign * Math.log(Math.abs(value))),
    value: (place) => sign * Math.exp(sign * even.value(place)),
  };
}

/**
 * Stretched near the best value, which is the low end if values are minimized.
 * @param finest  distances below this one are shown evenly
 */
function stretchedScale(best: number, range: number, finest: number, direction: Direction): Scale {
  const most = Math.log1p(range / finest);
  const isLow = direction === 'minimize';
  return {
    place(value) {
      const away = Math.log1p(Math.abs(value - best) / finest) / most;
      return isLow ? away : 1 - away;
    },
    value(place) {
      const distance = finest * Math.expm1((isLow ? place : 1 - place) * most);
      return isLow ? best + distance : best - distance;
    },
  };
}

/** The roundest number between two: 0, a power of ten, or a multiple of 5, 2 or 1 times the largest possible one. */
export function roundestBetween(low: number, high: number): number {
  if (low <= 0 && high >= 0) return 0;
  const [smallest, largest] = low > 0 ? [low, high] : [-high, -low];
  const size = Math.floor(Math.log10(largest));
  const ten = Number(`1e${size}`);
  if (ten >= smallest) return Math.sign(low) * ten;
  for (let power = size; power > size - 17; power--) {
    for (const factor of [5, 2, 1]) {
      const step = factor * 10 ** power;
      const rounded = Number((Math.ceil(low / step) * step).toPrecision(15));
      if (rounded >= low && rounded <= high) return rounded;
    }
  }
  // Half of a very small number is rounded.
  return Math.min(high, Math.max(low, low / 2 + high / 2));
}
