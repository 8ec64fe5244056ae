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
 * The best point of a strategy; of the leader if none is given.
 * @returns undefined if there is none yet
 */
export function bestPointOf(
  { strategies, leader, direction }: Comparison,
  label = leader,
): BestPoint | undefined {
  const summary = strategies.find(({ name }) => name === label);
  if (summary === undefined) return undefined;
  const { name, values, choices, bestPoint } = summary;
  const places = values.flatMap((value, index) => (value === null ? [] : [{ value, index }]));
  const best = bestTrial(places, direction);
  if (best === undefined) return undefined;
  const choice = choices?.[best.index];
  const point = choice?.point ?? bestPoint;
  if (point === null) return undefined;
  const isInAll = strategies.every((one) => one.values.length <= values.length);
  return {
    ...{ label: name, repeat: isInAll ? best.index + 1 : undefined, point, value: best.value },
    ...(choice == null ? {} : { search: choice.search }),
  };
}
