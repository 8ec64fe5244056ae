import {
  checkClaim,
  type CheckedClaim,
  type Claim,
  type Comparison,
  type ProblemsComparison,
} from '@tune/compare';

/** What a matcher may be told besides. */
export interface MatcherOptions {
  /** In another repeat too, surely with at least this probability. Between 0 and 1. */
  readonly probability?: number;
}

/** What a test runner takes from a matcher: vitest and jest alike. */
export interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}

/** The part of a matcher's `this` that is used. */
export interface MatcherState {
  readonly isNot?: boolean;
}

/**
 * Matchers for the `comparison` that `compare()` resolves to, and for what `summarizeProblems()` makes of several. A verdict has three answers, and a test needs
 * to know: where the repeats do not tell yet, neither a matcher nor its `.not` passes.
 *
 * @example
 * ```ts
 * import { compare } from '@tune/compare';
 * import { branin } from '@tune/objectives/functions';
 * import { bayes, random } from '@tune/strategies';
 * import { comparisonMatchers } from '@tune/testkit';
 * import { expect } from 'vitest';
 * expect.extend(comparisonMatchers); // what `import '@tune/testkit/vitest'` does
 * ```
 */
export const comparisonMatchers = {
  /** The strategy is better than each other one. */
  toHaveWinner(
    this: MatcherState | undefined,
    received: unknown,
    strategy: string,
    options: MatcherOptions = {},
  ): MatcherResult {
    return resultOf(this, received, { type: 'winner', strategy, ...options });
  },
  /** The best of the other strategies is better than this one. */
  toBeBetterThan(
    this: MatcherState | undefined,
    received: unknown,
    strategy: string,
    options: MatcherOptions = {},
  ): MatcherResult {
    return resultOf(this, received, { type: 'better-than', strategy, ...options });
  },
  /** The median of the leader, or of `strategy`, is at least as good as the value. */
  toReach(
    this: MatcherState | undefined,
    received: unknown,
    value: number,
    options: MatcherOptions & { readonly strategy?: string } = {},
  ): MatcherResult {
    return resultOf(this, received, { type: 'at-least', value, ...options });
  },
};

/** The matchers as a runner's `expect` has them. */
export interface ComparisonMatchers<R> {
  /** The strategy is better than each other one. */
  toHaveWinner(strategy: string, options?: MatcherOptions): R;
  /** The best of the other strategies is better than this one. */
  toBeBetterThan(strategy: string, options?: MatcherOptions): R;
  /** The median of the leader, or of `strategy`, is at least as good as the value. */
  toReach(value: number, options?: MatcherOptions & { readonly strategy?: string }): R;
}

function resultOf(state: MatcherState | undefined, received: unknown, claim: Claim): MatcherResult {
  const isNot = state?.isNot === true;
  // In both directions: a test of something else is wrong either way.
  if (!isComparison(received)) {
    return { pass: isNot, message: () => NO_COMPARISON };
  }
  const checked = checkClaim(received, claim);
  const pass = checked.answer === 'unknown' ? isNot : checked.answer === 'holds';
  return { pass, message: () => messageOf(checked, isNot, received) };
}

const NO_COMPARISON =
  'expected a comparison: the field comparison of what compare() of @tune/compare resolves to';

const isComparison = (value: unknown): value is Comparison | ProblemsComparison =>
  typeof value === 'object' &&
  value !== null &&
  'strategies' in value &&
  ('verdict' in value || 'problems' in value);

const ANSWERS = {
  holds: 'it does',
  fails: 'it does not',
  unknown: 'that cannot be told yet',
} as const satisfies Record<CheckedClaim['answer'], string>;

function messageOf(
  { claim, answer, reason }: CheckedClaim,
  isNot: boolean,
  comparison: Comparison | ProblemsComparison,
): string {
  const expected = isNot ? 'expected not to hold' : 'expected to hold';
  return `${expected}: ${claim}; ${ANSWERS[answer]}.\n${reason}\n${'problems' in comparison ? ranksOf(comparison) : mediansOf(comparison)}`;
}

/** `medians of 7 repeats: bayes 0.445, random 0.9801` */
const mediansOf = ({ strategies, wholeRepeats }: Comparison): string => {
  const medians = strategies.map(
    ({ name, median }) => `${name} ${median === null ? 'without a value' : shown(median)}`,
  );
  return `medians of ${wholeRepeats} ${wholeRepeats === 1 ? 'repeat' : 'repeats'}: ${medians.join(', ')}`;
};

/** `average ranks on 3 problems: bayes 1.2, random 1.8` */
const ranksOf = ({ strategies, problems }: ProblemsComparison): string => {
  const ranks = strategies.map(({ name, averageRank }) => `${name} ${shown(averageRank)}`);
  return `average ranks on ${problems.length} problems: ${ranks.join(', ')}`;
};

const shown = (value: number): string => String(Number(value.toPrecision(4)));
