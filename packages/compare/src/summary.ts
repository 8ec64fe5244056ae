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
import { judge, type JudgedRun, type JudgedStrategy } from './verdict/verdict.ts';

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
  const wholeRepeats = new Set(runs.map(({ repeat }) => repeat)).size - short.size;
  const unranked = strategies.filter(({ median }) => median === undefined);
  const verdict = judge(
    [...ranked, ...unranked].map((one) => judgedOf(one, short)),
    {
      rope:
        design.rope ??
        defaultRope(
          strategies.flatMap(({ curves }) => curves),
          objective.samples,
        ),
      isFixed: design.isExtended !== true && wholeRepeats === repeats,
    },
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
    wholeRepeats,
    target: target ?? null,
    leader: first?.label ?? null,
    ...(first === undefined || objective.samples === undefined
      ? {}
      : { interval: shareInterval(first.median, objective.samples) }),
    verdict,
  };
}

/** The repeats in which a run was cut short. */
const shortRepeats = (design: Design, runs: readonly RunTrials[]): ReadonlySet<number> =>
  new Set(runs.filter((run) => !isWhole(run, design)).map(({ repeat }) => repeat));

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
