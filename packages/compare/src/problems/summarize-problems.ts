import { createRng } from '@tune/core/plugin';
import { compareError } from '../errors.ts';
import { interquartileMean } from '../statistics/aggregates.ts';
import { friedman, type FriedmanTest } from '../statistics/friedman.ts';
import { holm } from '../statistics/holm.ts';
import { groupsOf } from './groups.ts';
import { answerOver, isSignificant, pairOverProblems, winOf } from './judge-problems-pair.ts';
import type { ProblemsComparison, ProblemsPair, StrategyRanks } from './problems-comparison.ts';
import { rankProblem, type Problem, type RankedProblem } from './ranked-problem.ts';
import { meanIntervals } from './resample.ts';

/**
 * What comparisons of the same strategies on several problems say together. Values of different problems are
 * never mixed: within each repeat they become ranks.
 *
 * Who is ahead on problems in general is tested by Wilcoxon's signed ranks over the problems, pair by pair, of how
 * often the one is ahead of the other: that does not depend on which other strategies take part. It
 * takes six problems to say anything. With fewer, only what the verdicts of all problems agree on is said, and it
 * holds for these problems alone.
 *
 * @param comparisons  one for each problem, such as `compare` returns; problems without a whole repeat do not count
 * @throws COMPARE_PROBLEMS_INVALID  there are none
 * @see [Demsar2006], [Benavoli2016] why pairs are not judged by their average ranks, [Agarwal2021] the intervals
 *
 * @example
 * ```ts
 * import { compare, summarizeProblems } from '@tune/compare';
 * import { ackley, branin } from '@tune/objectives/functions';
 * import { bayes, random } from '@tune/strategies';
 * const contenders = [
 *   { label: 'bayes', strategy: bayes() },
 *   { label: 'random', strategy: random() },
 * ];
 * const results = [];
 * for (const objective of [ackley(), branin()]) {
 *   results.push(await compare({ objective, contenders, trials: 12, repeats: 3, seed: 1 }));
 * }
 * const { leader, strategies } = summarizeProblems(results.map(({ comparison }) => comparison));
 * console.log(leader, strategies.map(({ name, averageRank }) => [name, averageRank]));
 * ```
 */
export function summarizeProblems(comparisons: readonly Problem[]): ProblemsComparison {
  if (comparisons.length === 0) throw compareError('COMPARE_PROBLEMS_INVALID', {});
  const names = byAverageRank(comparisons);
  const problems = comparisons.map((problem) => rankProblem(problem, names));
  const ranked = problems.filter(({ ranks }) => ranks.length > 0);
  const pairs = pairsOf(problems, names);
  const test = friedman(ranked.map(({ ranks }) => columnMeans(ranks)));
  return {
    strategies: strategiesOf(problems, names),
    problems: problems.map(({ problem, ranks }) => ({
      objective: problem.objective,
      ...(problem.preset === undefined ? {} : { preset: problem.preset }),
      ...{ repeats: ranks.length, leader: problem.leader, answer: problem.verdict.answer },
    })),
    leader: ranked.length === 0 ? null : (names[0] ?? null),
    ...overall(pairs.slice(0, names.length - 1)),
    friedman: test === undefined ? null : pick(test),
    criticalDifference: test?.criticalDifference ?? null,
    groups: groupsOf(names, pairs),
    pairs,
  };
}

/** The names of all strategies, the best average rank first. */
function byAverageRank(comparisons: readonly Problem[]): string[] {
  const names = [...new Set(comparisons.flatMap((one) => one.strategies.map(({ name }) => name)))];
  const ranks = averageRanks(comparisons.map((problem) => rankProblem(problem, names)));
  return names
    .map((name, index) => ({ name, rank: ranks[index] ?? 0 }))
    .toSorted((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name);
}

/** The mean over problems of the mean over repeats; empty if no problem has any. */
const averageRanks = (problems: readonly RankedProblem[]): number[] =>
  columnMeans(problems.flatMap(({ ranks }) => (ranks.length === 0 ? [] : [columnMeans(ranks)])));

function strategiesOf(
  problems: readonly RankedProblem[],
  names: readonly string[],
): StrategyRanks[] {
  const averages = averageRanks(problems);
  if (averages.length === 0) return [];
  const ranked = problems.map(({ ranks }) => ranks).filter((ranks) => ranks.length > 0);
  const intervals = meanIntervals(ranked, createRng('average ranks'));
  return names.map((name, index) => {
    const all = ranked.flatMap((rows) => rows.map((row) => row[index]!));
    return {
      name,
      averageRank: averages[index]!,
      rankInterval: intervals?.[index] ?? null,
      ranks: problems.map(({ ranks }) => columnMeans(ranks)[index] ?? null),
      interquartileRank: interquartileMean(all),
      profile: names.map((_, rank) => share(all, (own) => own <= rank + 1)),
    };
  });
}

function pairsOf(problems: readonly RankedProblem[], names: readonly string[]): ProblemsPair[] {
  const places = names.flatMap((_, first) =>
    names.slice(first + 1).map((_, offset) => [first, first + 1 + offset] as const),
  );
  const pairs = places.map(([first, second]) => pairOverProblems(problems, names, first, second));
  const pValues = pairs.map(({ pValue }) => pValue);
  const adjusted = pValues.every((pValue) => pValue !== null) ? holm(pValues) : undefined;
  const wins = problems.flatMap(({ losses }) =>
    losses.length === 0
      ? []
      : [losses.map((row) => places.map(([first, second]) => winOf(row, first, second)))],
  );
  const intervals = meanIntervals(wins, createRng('probabilities of pairs'));
  return pairs.map((pair, index) => {
    const [first, second] = places[index]!;
    const adjustedPValue = adjusted?.[index] ?? null;
    return {
      ...{ first: names[first]!, second: names[second]!, counts: pair.counts },
      probability: pair.wins.length === 0 ? null : mean(pair.wins),
      probabilityInterval: intervals?.[index] ?? null,
      ...{ pValue: pair.pValue, adjustedPValue, posterior: pair.posterior },
      answer: answerOver(pair, adjustedPValue),
    };
  });
}

/**
 * Whether the leader is the best. All its pairs have to agree, so that none needs a correction.
 * @param leading  its pairs
 */
function overall(leading: readonly ProblemsPair[]): Pick<ProblemsComparison, 'answer' | 'scope'> {
  const isAhead = ({ pValue, probability }: ProblemsPair): boolean =>
    isSignificant(pValue) && (probability ?? 0) > 0.5;
  const isBest = ({ counts: { equal, worse, unknown } }: ProblemsPair): boolean =>
    equal + worse + unknown === 0;
  const isGoodEnough = ({ counts: { worse, unknown } }: ProblemsPair): boolean =>
    worse + unknown === 0;
  if (leading.length === 0) return { answer: 'unknown', scope: null };
  if (leading.every(isAhead)) return { answer: 'better', scope: 'problems like these' };
  if (leading.every(isBest)) return { answer: 'better', scope: 'these problems' };
  if (leading.every(isGoodEnough)) return { answer: 'equal', scope: 'these problems' };
  return { answer: 'unknown', scope: null };
}

const pick = ({ statistic, degreesOfFreedom, pValue }: FriedmanTest) => ({
  ...{ statistic, degreesOfFreedom, pValue },
});

const mean = (values: readonly number[]): number =>
  values.reduce((a, b) => a + b, 0) / values.length;

const share = (values: readonly number[], holds: (value: number) => boolean): number =>
  values.filter(holds).length / values.length;

/** @param rows  rows x columns; without rows there are no columns */
const columnMeans = (rows: readonly (readonly number[])[]): number[] =>
  (rows[0] ?? []).map((_, column) => mean(rows.map((row) => row[column]!)));
