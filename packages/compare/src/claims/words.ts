import type { Direction } from '@tune/core';
import type { Interval } from '../statistics/share-interval.ts';
import type { PairView } from './pair-of.ts';

/** Four significant digits. */
export const shown = (value: number): string => String(Number(value.toPrecision(4)));

export const range = ({ low, high }: Interval): string => `${shown(low)} to ${shown(high)}`;

export const repeatsText = (count: number): string =>
  `${count} ${count === 1 ? 'repeat' : 'repeats'}`;

export const listed = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)!}`;

/** `0.0043 above random (95 %: 0.0019 to 0.0066)`, in the unit of the objective */
export function distance(pair: PairView, direction: Direction): string {
  const { advantage, advantageInterval, rival } = pair;
  if (advantage === null) return aheadText(pair);
  const isAhead = advantage >= 0;
  const side = (direction === 'minimize') === isAhead ? 'below' : 'above';
  const size = `${shown(Math.abs(advantage))} ${side} ${rival}`;
  if (advantageInterval === null) return size;
  const { low, high } = advantageInterval;
  const interval = isAhead ? advantageInterval : { low: 0 - high, high: 0 - low };
  return `${size} (95 %: ${range(interval)})`;
}

/** `ahead of random with 0.9 (95 %: 0.6 to 0.98)`: in how many repeats */
export function aheadText({ rival, probability, probabilityInterval }: PairView): string {
  const within = probabilityInterval === null ? '' : ` (95 %: ${range(probabilityInterval)})`;
  return `ahead of ${rival} in ${shown(probability ?? 0)} of repeats${within}`;
}

/** What it would take to know. */
export const moreText = (moreRepeats: number | null): string =>
  moreRepeats === null
    ? 'how many more repeats would tell cannot be foreseen'
    : `about ${moreRepeats} more ${moreRepeats === 1 ? 'repeat' : 'repeats'} would tell`;

/** The same if it is known how the repeats are. */
export const likeThese = (more: number | null): string =>
  more === null ? moreText(null) : `about ${more} more repeats like these would tell`;
