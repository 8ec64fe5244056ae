import { costRatio, type CostRatio, type RunCurve } from './cost-ratio.ts';
import { judgePair, type JudgingRules, type PairJudgement } from './judge-pair.ts';
import { extendedLevel, levelOf } from './levels.ts';
import { moreRepeats } from './more-repeats.ts';

/** What the repeats say about two strategies. */
export interface PairVerdict extends PairJudgement {
  readonly first: string;
  readonly second: string;
  /** Cost that the first needs for what the second reaches, as a share of the cost of the second. */
  readonly costRatio: CostRatio | null;
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
  const open = leading.filter(({ answer }) => answer === 'unknown' || answer === 'worse');
  const needed = open.map((pair) => pair.moreRepeats ?? Infinity);
  const most = needed.length === 0 ? Infinity : Math.max(...needed);
  return {
    answer: answerOf(leading),
    rope: rules.rope,
    isFixed: rules.isFixed,
    level: levelOf(rules),
    pairs,
    moreRepeats: Number.isFinite(most) ? most : null,
  };
}

function answerOf(leading: readonly PairVerdict[]): Verdict['answer'] {
  if (leading.length === 0) return 'unknown';
  if (leading.every(({ answer }) => answer === 'better')) return 'better';
  const isOpen = leading.some(({ answer }) => answer === 'unknown' || answer === 'worse');
  return isOpen ? 'unknown' : 'equal';
}

function pairVerdict(
  first: JudgedStrategy,
  second: JudgedStrategy,
  rules: JudgingRules,
): PairVerdict {
  const repeats = [...first.runs.keys()]
    .filter((repeat) => second.runs.has(repeat))
    .toSorted((a, b) => a - b);
  const [own, others] = [first, second].map(({ runs }) =>
    repeats.map((repeat) => runs.get(repeat)!),
  ) as [JudgedRun[], JudgedRun[]];
  const differences = own.map(({ loss }, index) => {
    const other = others[index]!.loss;
    // Also where neither has a value.
    return loss === other ? 0 : loss - other;
  });
  const curves = (runs: readonly JudgedRun[]): RunCurve[] => runs.map(({ curve }) => curve);
  const judgement = judgePair(differences, rules);
  const isOpen = judgement.answer === 'unknown';
  return {
    first: first.label,
    second: second.label,
    ...judgement,
    costRatio: costRatio(curves(own), curves(others)) ?? null,
    moreRepeats: isOpen
      ? (moreRepeats(differences, rules.rope, levelAfter(rules, repeats.length)) ?? null)
      : null,
  };
}

/** What further repeats are judged by. */
const levelAfter = (rules: JudgingRules, repeats: number): number =>
  rules.isFixed ? extendedLevel(repeats) : levelOf(rules);
