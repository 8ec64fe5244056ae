import { signPosterior, type SignCounts } from '../statistics/sign-posterior.ts';
import { signedRankSum, wilcoxon } from '../statistics/wilcoxon.ts';
import { SIGNIFICANCE, type Answer } from '../verdict/decide.ts';
import type { PairCounts } from './problems-comparison.ts';
import type { Problem, RankedProblem } from './ranked-problem.ts';

/** With fewer problems even the clearest differences have a p-value above 0.05. */
const LEAST_PROBLEMS = 6;

/** One pair over all problems, before the correction for the number of pairs. */
export interface PairOverProblems {
  readonly counts: PairCounts;
  /** How often the first was ahead in a repeat, by problem that has any; equal ones count half. */
  readonly wins: readonly number[];
  readonly pValue: number | null;
  readonly posterior: SignCounts;
}

/** @param first, second  places in `names` */
export function pairOverProblems(
  problems: readonly RankedProblem[],
  names: readonly string[],
  first: number,
  second: number,
): PairOverProblems {
  const ranked = problems.filter(({ losses }) => losses.length > 0);
  const wins = ranked.map(({ losses }) => mean(losses.map((row) => winOf(row, first, second))));
  const answers = problems.map(({ problem }) => answerOf(problem, names[first]!, names[second]!));
  const count = (wanted: Answer): number => answers.filter((answer) => answer === wanted).length;
  const sides = ranked.map(({ problem }, index) =>
    sideOf(problem, names[first]!, names[second]!, wins[index]!),
  );
  const countSide = (wanted: number): number => sides.filter((side) => side === wanted).length;
  return {
    counts: {
      ...{ better: count('better'), equal: count('equal') },
      ...{ worse: count('worse'), unknown: count('unknown') },
    },
    wins,
    pValue: wins.length < LEAST_PROBLEMS ? null : wilcoxon(lead(wins)),
    posterior: signPosterior({ better: countSide(1), equal: countSide(0), worse: countSide(-1) }),
  };
}

/** 1 if the first is ahead in this repeat, 1/2 if they are equal. */
export const winOf = (losses: readonly number[], first: number, second: number): number => {
  const [a, b] = [losses[first]!, losses[second]!];
  return a === b ? 0.5 : Number(a < b);
};

/** What is known of a pair over all problems: by the test if it decides, else where all verdicts agree. */
export function answerOver(
  { counts, wins }: Pick<PairOverProblems, 'counts' | 'wins'>,
  pValue: number | null,
): Answer {
  if (isSignificant(pValue)) return signedRankSum(lead(wins)) < 0 ? 'better' : 'worse';
  const problems = counts.better + counts.equal + counts.worse + counts.unknown;
  const agreed = (['better', 'equal', 'worse'] as const).find(
    (answer) => counts[answer] === problems,
  );
  return agreed ?? 'unknown';
}

export const isSignificant = (pValue: number | null): boolean =>
  pValue !== null && pValue <= SIGNIFICANCE;

/** Below zero where the first is ahead, as differences of losses are. */
const lead = (wins: readonly number[]): number[] => wins.map((win) => 0.5 - win);

/** The pair's own verdict on one problem, from the side of the first. */
function answerOf({ verdict }: Problem, first: string, second: string): Answer {
  const pair = pairOf(verdict, first, second);
  if (pair === undefined) return 'unknown';
  if (pair.first === first) return pair.answer;
  if (pair.answer === 'better') return 'worse';
  return pair.answer === 'worse' ? 'better' : pair.answer;
}

/** 1 if the first is estimated to be better by more than the rope, -1 if worse, else 0. */
function sideOf({ verdict }: Problem, first: string, second: string, wins: number): number {
  const pair = pairOf(verdict, first, second);
  // Where there is no value there is no difference, but still one that is ahead.
  if (pair?.advantage == null) return Math.sign(wins - 0.5);
  const advantage = pair.first === first ? pair.advantage : -pair.advantage;
  return Math.abs(advantage) > verdict.rope ? Math.sign(advantage) : 0;
}

const pairOf = ({ pairs }: Problem['verdict'], first: string, second: string) =>
  pairs.find(
    (pair) =>
      (pair.first === first && pair.second === second) ||
      (pair.first === second && pair.second === first),
  );

const mean = (values: readonly number[]): number =>
  values.reduce((a, b) => a + b, 0) / values.length;
