import { breakEven } from './break-even.ts';
import { costRatio, endOf, placeOf, type CostRatio, type RunCurve } from './cost-ratio.ts';
import type { Answer } from './decide.ts';
import { judgePair, type JudgingRules, type PairJudgement } from './judge-pair.ts';
import { extendedLevel, levelOf } from './levels.ts';
import { moreRepeats } from './more-repeats.ts';

/** What the repeats say about two strategies. */
export interface PairVerdict extends PairJudgement {
  readonly first: string;
  readonly second: string;
  /** Cost that the first needs for what the second reaches, as a share of the cost of the second. */
  readonly costRatio: CostRatio | null;
  /**
   * How long an evaluation has to take so that both need equal time for what the second reaches, and the label
   * of the one that is faster if it takes less; null if one of them is faster however long it takes.
   */
  readonly breakEven: { readonly seconds: number; readonly below: string } | null;
  /** About how many more repeats would decide; null if it is decided, if
   * they are more than 100, or if fewer than three are known. */
  readonly moreRepeats: number | null;
}

/** Which strategy is the best one, as far as the repeats tell. */
export interface Verdict extends Required<JudgingRules> {
  /**
   * `better`: the leader is better than every other. `equal`: the others are worse or differ in nothing
   * that matters. `unknown`: the repeats do not tell yet.
   */
  readonly answer: 'better' | 'equal' | 'unknown';
  /** The leader against each other strategy, then the others against each other. */
  readonly pairs: readonly PairVerdict[];
  /** About how many more repeats would decide about the leader; null as in {@link PairVerdict}. */
  readonly moreRepeats: number | null;
}

/** One run as it is judged. */
export interface JudgedRun {
  /** Of its best trial; Infinity if none was complete. */
  readonly loss: number;
  readonly curve: RunCurve;
}

/** A strategy as it is judged. */
export interface JudgedStrategy {
  readonly label: string;
  /** By repeat; repeats that were cut short are left out. */
  readonly runs: ReadonlyMap<number, JudgedRun>;
}

/**
 * Judges a comparison. To name the leader, every single pair has to allow it, so that no correction for
 * their number is needed: it would be wrong only together with one of them.
 *
 * @param strategies  the leader first, then the others in their order
 * @see [Berger1982] the intersection-union test
 */
export function judge(strategies: readonly JudgedStrategy[], rules: JudgingRules): Verdict {
  const pairs = strategies.flatMap((first, index) =>
    strategies.slice(index + 1).map((second) => pairVerdict(first, second, rules)),
  );
  const leading = pairs.slice(0, Math.max(0, strategies.length - 1));
  const open = leading.filter(({ answer }) => isOpen(answer));
  const needed = open.map((pair) => pair.moreRepeats ?? Infinity);
  const most = needed.length === 0 ? Infinity : Math.max(...needed);
  return {
    answer: overall(leading.map(({ answer }) => answer)),
    rope: rules.rope,
    isFixed: rules.isFixed,
    level: levelOf(rules),
    pairs,
    moreRepeats: Number.isFinite(most) ? most : null,
  };
}

/** What the answers of the leader against each other strategy come to. */
export function overall(leading: readonly Answer[]): Verdict['answer'] {
  if (leading.length === 0) return 'unknown';
  if (leading.every((answer) => answer === 'better')) return 'better';
  return leading.some(isOpen) ? 'unknown' : 'equal';
}

const isOpen = (answer: Answer): boolean => answer === 'unknown' || answer === 'worse';

/** What is known of two strategies, without its size. */
export const answerOf = (
  first: JudgedStrategy,
  second: JudgedStrategy,
  rules: JudgingRules,
): Answer => judgePair(paired(first, second).differences, rules).answer;

function pairVerdict(
  first: JudgedStrategy,
  second: JudgedStrategy,
  rules: JudgingRules,
): PairVerdict {
  const { own, others, differences } = paired(first, second);
  const curves = (runs: readonly JudgedRun[]): RunCurve[] => runs.map(({ curve }) => curve);
  const judgement = judgePair(differences, rules);
  return {
    first: first.label,
    second: second.label,
    ...judgement,
    costRatio: costRatio(curves(own), curves(others)) ?? null,
    breakEven: breakEvenOf([first.label, curves(own)], [second.label, curves(others)]),
    moreRepeats:
      judgement.answer === 'unknown'
        ? (moreRepeats(differences, rules.rope, levelAfter(rules, differences.length)) ?? null)
        : null,
  };
}

type Labeled = readonly [label: string, runs: readonly RunCurve[]];

function breakEvenOf([first, own]: Labeled, [second, others]: Labeled): PairVerdict['breakEven'] {
  const target = endOf(others);
  if (target === undefined) return null;
  const until = (run: RunCurve) => run.efforts?.[placeOf(run, target)];
  const found = breakEven(own.map(until), others.map(until));
  return found && { seconds: found.seconds, below: found.below === 'first' ? first : second };
}

interface Paired {
  readonly own: readonly JudgedRun[];
  readonly others: readonly JudgedRun[];
  /** The losses of the first minus those of the second. */
  readonly differences: readonly number[];
}

/** The repeats that both have, in order. */
function paired(first: JudgedStrategy, second: JudgedStrategy): Paired {
  const repeats = [...first.runs.keys()]
    .filter((repeat) => second.runs.has(repeat))
    .toSorted((a, b) => a - b);
  const own = repeats.map((repeat) => first.runs.get(repeat)!);
  const others = repeats.map((repeat) => second.runs.get(repeat)!);
  const differences = own.map(({ loss }, index) => {
    const other = others[index]!.loss;
    // Also where neither has a value.
    return loss === other ? 0 : loss - other;
  });
  return { own, others, differences };
}

/** What further repeats are judged by. */
const levelAfter = (rules: JudgingRules, repeats: number): number =>
  rules.isFixed ? extendedLevel(repeats) : levelOf(rules);
