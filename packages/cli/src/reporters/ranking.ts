import type { Comparison, StrategySummary } from '@tune/compare';
import type { Direction } from '@tune/core';
import { bestTrial, toLoss } from '@tune/core/plugin';

/** The strategies, the leader first, also if one that was dropped has a better median; those without one last. */
export function ranking({ strategies, direction, leader }: Comparison): StrategySummary[] {
  return strategies.toSorted((a, b) => {
    if (a.median === null || b.median === null) {
      return Number(a.median === null) - Number(b.median === null);
    }
    const isLeader = Number(b.name === leader) - Number(a.name === leader);
    return isLeader || toLoss(direction, a.median) - toLoss(direction, b.median);
  });
}

/** The best of several repeats. */
export const bestOf = (
  direction: Direction,
  values: readonly (number | null)[],
): number | undefined =>
  bestTrial(
    values.flatMap((value) => (value === null ? [] : [{ value }])),
    direction,
  )?.value;
