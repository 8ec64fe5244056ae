import { createRng } from '@tune/core/plugin';
import { locationShift } from '../statistics/location-shift.ts';
import { median } from '../statistics/median.ts';
import { decide, SIGNIFICANCE } from './decide.ts';
import { SequentialSigns } from './sequential-signs.ts';

/** Futures that are tried, and how far each goes. */
const FUTURES = 60;
const FURTHEST = 100;

/** From fewer repeats nothing can be foreseen. */
const FEWEST = 3;

/**
 * About how many more repeats would decide a pair: the median over futures in which further
 * differences are drawn from those that were seen, judged after every repeat.
 *
 * @param level  of the sequential test
 * @returns undefined if half of the futures are still undecided after 100 repeats, or fewer than 3 are known
 */
export function moreRepeats(
  differences: readonly number[],
  rope: number,
  level: number = SIGNIFICANCE,
): number | undefined {
  const estimate = locationShift(differences)?.estimate;
  if (estimate === undefined || differences.length < FEWEST) return undefined;
  const soFar = new SequentialSigns(rope, level);
  for (const difference of differences) soFar.add(difference);
  const rng = createRng('more repeats');
  const needed = Array.from({ length: FUTURES }, () => {
    const future = soFar.copy();
    for (let more = 1; more <= FURTHEST; more++) {
      future.add(differences[rng.integer(differences.length)]!);
      if (decide(future.signs, estimate, rope) !== 'unknown') return more;
    }
    return Infinity;
  });
  const middle = median(needed)!;
  return Number.isFinite(middle) ? Math.ceil(middle) : undefined;
}
