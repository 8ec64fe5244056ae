import { toLoss } from '@tune/core/plugin';
import type { Comparison, StrategySummary } from '../comparison.ts';
import { midranks } from '../statistics/ranks.ts';

/** What is needed of the comparison of one problem. */
export type Problem = Pick<
  Comparison,
  'objective' | 'preset' | 'direction' | 'leader' | 'verdict' | 'wholeRepeats'
> & {
  readonly strategies: readonly Pick<StrategySummary, 'name' | 'values' | 'droppedAfter'>[];
};

/** One problem with its repeats ranked. */
export interface RankedProblem {
  readonly problem: Problem;
  /** repeats x strategies; 1 is the best, equal ones share. */
  readonly ranks: readonly (readonly number[])[];
  /** Infinity where there is no value. */
  readonly losses: readonly (readonly number[])[];
}

/**
 * Ranks the strategies in each repeat by what is judged. A strategy without a value is last: none of its trials
 * was complete, it was dropped, or it does not take part in this problem.
 *
 * Only repeats that every strategy has count, without those that were cut short.
 */
export function rankProblem(problem: Problem, names: readonly string[]): RankedProblem {
  const all = names.map((name) => problem.strategies.find((strategy) => strategy.name === name));
  const counts = all.flatMap((strategy) =>
    strategy === undefined || strategy.droppedAfter !== undefined ? [] : strategy.values.length,
  );
  const repeats = counts.length === 0 ? 0 : Math.min(problem.wholeRepeats, ...counts);
  const losses = Array.from({ length: repeats }, (_, repeat) =>
    all.map((strategy) => {
      const value = strategy?.values[repeat] ?? null;
      return value === null ? Infinity : toLoss(problem.direction, value);
    }),
  );
  return { problem, losses, ranks: losses.map(midranks) };
}
