import { isBetter } from '@tune/core/plugin';
import type { Comparison } from '../comparison.ts';
import type { ProblemsComparison } from '../problems/problems-comparison.ts';
import { pairOf, pairOverProblemsOf, type PairView } from './pair-of.ts';
import { aheadText, distance, listed, moreText, repeatsText, shown } from './words.ts';

/** What a claim about several strategies is checked against: a comparison, or one over several problems. */
export interface Contest {
  readonly labels: readonly string[];
  readonly leader: string | null;
  /** No repeat is missing. */
  readonly isOver: boolean;
  /** From the side of the strategy. */
  pair(strategy: string, rival: string): PairView | undefined;
  /** The strategy that is the best apart from one. */
  bestBut(strategy: string): string | undefined;
  /** `0.1 above random (95 %: ...) and ... after 8 repeats` */
  sizes(pairs: readonly PairView[]): string;
  /** What has been seen of these pairs: `8 repeats`. */
  seen(pairs: readonly PairView[]): string;
  /** What a share of repeats is about: `8 repeats`. */
  repeats(pair: PairView): string;
  /** Why two are practically equal. */
  readonly equality: string;
  /** What it would take to know. */
  more(moreRepeats: number | null): string;
}

/** The contest on one objective. */
export function contestOf(comparison: Comparison): Contest {
  const { strategies, leader, direction, wholeRepeats, repeats, verdict } = comparison;
  const seen = (pairs: readonly PairView[]): string =>
    repeatsText(Math.min(...pairs.map((pair) => pair.count)));
  return {
    ...{ labels: strategies.map(({ name }) => name), leader, seen, more: moreText },
    isOver: wholeRepeats >= repeats,
    repeats: (pair) => seen([pair]),
    pair: (strategy, rival) => pairOf(comparison, strategy, rival),
    bestBut(strategy) {
      let best: { name: string; median: number } | undefined;
      for (const { name, median } of strategies) {
        if (name === strategy || median === null) continue;
        if (best === undefined || isBetter(direction, median, best.median)) best = { name, median };
      }
      return best?.name;
    },
    sizes: (pairs) => listed(pairs.map((pair) => distance(pair, direction))),
    equality: `they differ by less than ${shown(verdict.rope)}, beyond chance`,
  };
}

/** The contest over several problems. */
export function contestOverProblems(comparison: ProblemsComparison): Contest {
  const { strategies, leader, problems, scope } = comparison;
  const seen = (): string => `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`;
  return {
    ...{ labels: strategies.map(({ name }) => name), leader, seen },
    isOver: leader !== null,
    repeats: () => `the repeats of ${seen()}`,
    pair: (strategy, rival) => pairOverProblemsOf(comparison, strategy, rival),
    // By their average ranks.
    bestBut: (strategy) => strategies.find(({ name }) => name !== strategy)?.name,
    sizes: (pairs) => listed(pairs.map(aheadText)),
    equality: `they differ in nothing that matters on ${scope ?? 'these problems'}`,
    more: () => 'more repeats or more problems would tell',
  };
}
