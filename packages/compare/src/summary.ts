import { toLoss } from '@tune/core/plugin';
import type { Comparison } from './comparison.ts';
import type { Design } from './design.ts';
import { shareInterval } from './statistics/share-interval.ts';
import {
  isWhole,
  resultsOf,
  summaryOf,
  type RunTrials,
  type StrategyResults,
} from './strategy-results.ts';
import { defaultRope } from './verdict/rope.ts';
import { judge, type JudgedRun, type JudgedStrategy, type Verdict } from './verdict/verdict.ts';

/**
 * The result of a comparison, made of its stored trials alone. The order of the strategies decides
 * nothing but the order of the summaries.
 */
export function summarize(design: Design, runs: readonly RunTrials[]): Comparison {
  const { objective, trials, repeats, seed } = design;
  const { strategies, ranked, short } = rank(design, runs);
  const [first, second] = ranked;
  const target = second?.median ?? first?.median;
  return {
    objective: objective.name,
    ...(objective.preset === undefined ? {} : { preset: objective.preset }),
    direction: objective.direction,
    trials,
    repeats,
    seed,
    ...(design.pruner === undefined ? {} : { pruner: design.pruner.name }),
    judgedBy: 'search',
    strategies: strategies.map((one) => summaryOf(one, design, target)),
    wholeRepeats: wholeOf(runs, short),
    target: target ?? null,
    leader: first?.label ?? null,
    ...(first?.median === undefined || objective.samples === undefined
      ? {}
      : { interval: shareInterval(first.median, objective.samples) }),
    verdict: verdictOf(design, runs),
  };
}

/** What the stored trials say about which strategy is the best one. */
export function verdictOf(design: Design, runs: readonly RunTrials[]): Verdict {
  const { strategies, ranked, short } = rank(design, runs);
  const unranked = strategies.filter(({ median }) => median === undefined);
  const curves = strategies.flatMap((one) => one.curves);
  const isFixed =
    design.isExtended !== true &&
    design.untilDecided !== true &&
    wholeOf(runs, short) === design.repeats;
  // Without a leader there is nothing to judge.
  const judged = ranked.length === 0 ? [] : [...ranked, ...unranked];
  return judge(
    judged.map((one) => judgedOf(one, short)),
    { rope: design.rope ?? defaultRope(curves, design.objective.samples), isFixed },
  );
}

interface Ranking {
  /** In the order of the design. */
  readonly strategies: readonly StrategyResults[];
  /** Those with a median, the best one first; of equal ones the first in the alphabet. */
  readonly ranked: readonly StrategyResults[];
  /** The repeats in which a run was cut short. */
  readonly short: ReadonlySet<number>;
}

function rank(design: Design, runs: readonly RunTrials[]): Ranking {
  const { direction } = design.objective;
  const strategies = design.contenders.map(({ label }) => resultsOf(label, runs, design));
  const ranked = strategies
    .filter(({ median }) => median !== undefined)
    .toSorted(
      (a, b) =>
        toLoss(direction, a.median!) - toLoss(direction, b.median!) || (a.label < b.label ? -1 : 1),
    );
  const short = runs.filter((run) => !isWhole(run, design)).map(({ repeat }) => repeat);
  return { strategies, ranked, short: new Set(short) };
}

const wholeOf = (runs: readonly RunTrials[], short: ReadonlySet<number>): number =>
  new Set(runs.map(({ repeat }) => repeat)).size - short.size;

/** A strategy in the repeats in which no run was cut short: in the others the budgets were not equal. */
function judgedOf(
  { label, runs, losses, curves }: StrategyResults,
  short: ReadonlySet<number>,
): JudgedStrategy {
  const judged = runs.flatMap(({ repeat }, index): [number, JudgedRun][] => {
    const loss = losses[index];
    return short.has(repeat) || loss === undefined
      ? []
      : [[repeat, { loss, curve: curves[index]! }]];
  });
  return { label, runs: new Map(judged) };
}
