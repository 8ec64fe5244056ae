import type { Comparison } from '@tune/compare';
import type { Point } from '@tune/core';
import { bestTrial } from '@tune/core/plugin';

/** The point that came out best, and where it comes from. */
export interface BestPoint {
  readonly label: string;
  /** Undefined if the strategy did not take part in every repeat. */
  readonly repeat: number | undefined;
  readonly point: Point;
  /** What is judged: the best value of the search, or the score of the choice. */
  readonly value: number;
  /** What the search saw of it; undefined where that is what is judged, null if it did not try the point. */
  readonly search?: number | null;
}

/**
 * The best point of a comparison, whichever strategy has found it; of equal ones that of the leader. It need not
 * be the leader's: a strategy may be ahead in most repeats, and another one have the best of all.
 * @returns undefined if there is none yet
 */
export function bestPointOf({ strategies, leader, direction }: Comparison): BestPoint | undefined {
  const longest = Math.max(...strategies.map(({ values }) => values.length));
  const found = strategies
    .toSorted((a, b) => Number(b.name === leader) - Number(a.name === leader))
    .flatMap(({ name, values, choices, bestPoint }) => {
      const places = values.flatMap((value, index) => (value === null ? [] : [{ value, index }]));
      const best = bestTrial(places, direction);
      if (best === undefined) return [];
      const choice = choices?.[best.index];
      const point = choice?.point ?? bestPoint;
      if (point === null) return [];
      const repeat = values.length < longest ? undefined : best.index + 1;
      const seen = choice == null ? {} : { search: choice.search };
      return [{ ...{ label: name, repeat, point, value: best.value }, ...seen }];
    });
  return bestTrial(found, direction);
}
