import { toLoss } from '@tune/core/plugin';
import type { Comparison } from './comparison.ts';
import type { Design } from './design.ts';
import { shareInterval } from './statistics.ts';
import {
  isWhole,
  resultsOf,
  summaryOf,
  type RunTrials,
  type StrategyResults,
} from './strategy-results.ts';
import { isWinner, leastRepeats, type Losses } from './winner.ts';

/**
 * The result of a comparison, made of its stored trials alone. The order of the strategies decides
 * nothing but the order of the summaries.
 */
export function summarize(design: Design, runs: readonly RunTrials[]): Comparison {
  const { objective, trials, repeats, seed, contenders } = design;
  const { direction } = objective;
  const strategies = contenders.map(({ label }) => resultsOf(label, runs, design));
  const ranked = strategies
    .flatMap((one) => (one.median === undefined ? [] : [{ ...one, median: one.median }]))
    .toSorted(
      (a, b) =>
        toLoss(direction, a.median) - toLoss(direction, b.median) || (a.label < b.label ? -1 : 1),
    );
  const [first, second] = ranked;
  const target = second?.median ?? first?.median;
  const short = shortRepeats(design, runs);
  const leads = first !== undefined && strategies.length > 1 && first.median !== second?.median;
  const others = strategies.filter(({ label }) => label !== first?.label);
  const wins =
    leads &&
    isWinner(
      testedLosses(first, short),
      others.map((other) => testedLosses(other, short)),
    );
  return {
    objective: objective.name,
    ...(objective.preset === undefined ? {} : { preset: objective.preset }),
    direction,
    trials,
    repeats,
    seed,
    ...(design.pruner === undefined ? {} : { pruner: design.pruner.name }),
    strategies: strategies.map((one) => summaryOf(one, design, target)),
    wholeRepeats: new Set(runs.map(({ repeat }) => repeat)).size - short.size,
    target: target ?? null,
    leader: first?.label ?? null,
    winner: wins ? first.label : null,
    lead:
      first === undefined || second === undefined ? null : Math.abs(first.median - second.median),
    ...(first === undefined || objective.samples === undefined
      ? {}
      : { interval: shareInterval(first.median, objective.samples) }),
    leastRepeats: leastRepeats(contenders.length - 1),
  };
}

/** The repeats in which a run was cut short. */
const shortRepeats = (design: Design, runs: readonly RunTrials[]): ReadonlySet<number> =>
  new Set(runs.filter((run) => !isWhole(run, design)).map(({ repeat }) => repeat));

/** Losses of the repeats in which no run was cut short: in the others the budgets were not equal. */
const testedLosses = ({ runs, losses }: StrategyResults, short: ReadonlySet<number>): Losses =>
  losses.map((loss, index) => (short.has(runs[index]!.repeat) ? undefined : loss));
