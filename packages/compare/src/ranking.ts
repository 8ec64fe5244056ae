import { toLoss } from '@tune/core/plugin';
import { scoringOf } from './choice.ts';
import type { Comparison } from './comparison.ts';
import type { Design } from './design.ts';
import type { RunResult } from './run-result.ts';
import { resultsOf, type StrategyResults } from './strategy-results.ts';
import type { JudgingRules } from './verdict/judge-pair.ts';
import { extendedLevel } from './verdict/levels.ts';
import { defaultRope } from './verdict/rope.ts';
import type { JudgedRun, JudgedStrategy } from './verdict/verdict.ts';

/** How the strategies of a comparison stand. */
export interface Ranking {
  readonly judgedBy: Comparison['judgedBy'];
  /** In the order of the design. */
  readonly strategies: readonly StrategyResults[];
  /** Those with a median, the best one first; of equal ones the first in the alphabet. */
  readonly ranked: readonly StrategyResults[];
  /** Repeats in which every run is whole. */
  readonly wholeRepeats: number;
  readonly rules: JudgingRules;
  /** The leader first, without repeats that were cut short; none without a leader. */
  readonly judged: readonly JudgedStrategy[];
}

/** @param dropped  strategies that are behind all others, because they were found hopeless */
export function rankingOf(
  design: Design,
  runs: readonly RunResult[],
  dropped: ReadonlyMap<string, number> = new Map(),
): Ranking {
  const { direction } = design.objective;
  const judgedBy = judgedByOf(design, runs);
  const strategies = design.contenders.map(({ label }) =>
    resultsOf(label, runs, direction, judgedBy),
  );
  const ranked = strategies
    .filter(({ median }) => median !== undefined)
    .toSorted(
      (a, b) =>
        Number(dropped.has(a.label)) - Number(dropped.has(b.label)) ||
        toLoss(direction, a.median!) - toLoss(direction, b.median!) ||
        (a.label < b.label ? -1 : 1),
    );
  const unranked = strategies.filter(({ median }) => median === undefined);
  const short = new Set(runs.flatMap(({ isWhole, repeat }) => (isWhole ? [] : repeat)));
  const wholeRepeats = wholeOf(design, runs, short);
  // Without a leader there is nothing to judge.
  const judged = ranked.length === 0 ? [] : [...ranked, ...unranked];
  return {
    ...{ judgedBy, strategies, ranked, wholeRepeats },
    rules: rulesOf(design, runs, wholeRepeats),
    judged: judged.map((one) => judgedOf(one, short)),
  };
}

/** A repeat that a strategy has not begun is not whole, unless it was left out as hopeless. */
function wholeOf(
  { contenders, untilDecided }: Design,
  runs: readonly RunResult[],
  short: ReadonlySet<number>,
): number {
  const begun = new Map<number, number>();
  for (const { repeat } of runs) begun.set(repeat, (begun.get(repeat) ?? 0) + 1);
  const isWhole = ([repeat, count]: readonly [number, number]): boolean =>
    !short.has(repeat) && (untilDecided === true || count === contenders.length);
  return [...begun].filter(isWhole).length;
}

/** As long as no choice is scored the values of the search are shown. */
function judgedByOf(design: Design, runs: readonly RunResult[]): Comparison['judgedBy'] {
  const isScored = runs.some(({ choice }) => choice != null);
  return isScored ? (scoringOf(design)?.kind ?? 'search') : 'search';
}

function rulesOf(design: Design, runs: readonly RunResult[], wholeRepeats: number): JudgingRules {
  const { rope, isExtended, extendedFrom, untilDecided, repeats, objective } = design;
  const { samples } = scoringOf(design)?.objective ?? objective;
  const curves = runs.map(({ curve }) => curve);
  const isOpen = isExtended !== true && untilDecided === true;
  const isFixed = isExtended !== true && !isOpen && wholeRepeats === repeats;
  return {
    rope: rope ?? defaultRope(curves, samples),
    isFixed,
    // Before and after a number that was fixed there is only what the look at that number leaves.
    ...(isFixed || isOpen
      ? {}
      : { level: extendedLevel(isExtended === true ? extendedFrom : repeats) }),
  };
}

/** A strategy in the repeats in which no run was cut short: in the others the budgets were not equal. */
function judgedOf(
  { label, runs, losses }: StrategyResults,
  short: ReadonlySet<number>,
): JudgedStrategy {
  const judged = runs.flatMap(({ repeat, curve }, index): [number, JudgedRun][] => {
    const loss = losses[index];
    return short.has(repeat) || loss === undefined ? [] : [[repeat, { loss, curve }]];
  });
  return { label, runs: new Map(judged) };
}
