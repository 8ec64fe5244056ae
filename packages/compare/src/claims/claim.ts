import { compareError } from '../errors.ts';

/** Something that is said of a comparison, to be checked against its verdict. */
export type Claim =
  /** The strategy is better than each other one. */
  | { readonly type: 'winner'; readonly strategy: string; readonly probability?: number }
  /** The best of the other strategies is better than this one. */
  | { readonly type: 'better-than'; readonly strategy: string; readonly probability?: number }
  /** The median of what is judged is at least as good as a value. Default: that of the leader. */
  | {
      readonly type: 'at-least';
      readonly value: number;
      readonly strategy?: string;
      readonly probability?: number;
    };

/** What came of a claim. */
export interface CheckedClaim {
  /** `bayes is the winner` */
  readonly claim: string;
  /** `unknown`: the repeats do not tell yet. */
  readonly answer: 'holds' | 'fails' | 'unknown';
  /** Why, in a sentence. */
  readonly reason: string;
  /** About how many more repeats would tell, if that is known. */
  readonly moreRepeats: number | null;
}

export type Finding = Omit<CheckedClaim, 'claim'>;

export const found = (
  answer: CheckedClaim['answer'],
  reason: string,
  moreRepeats: number | null = null,
): Finding => ({ answer, reason, moreRepeats });

/** Nothing was complete, so nothing can be said; once all repeats are over that is an answer too. */
export const nothingFound = (isOver: boolean): Finding =>
  isOver ? found('fails', 'No trial was complete.') : found('unknown', 'No trial is complete yet.');

/**
 * @param labels  of the strategies that take part
 * @throws COMPARE_CLAIM_INVALID
 */
export function checkClaimInput(claim: Claim, labels: readonly string[]): void {
  const { strategy, probability } = claim;
  if (strategy !== undefined && !labels.includes(strategy)) {
    fail('the strategy of a claim', `one of ${labels.join(', ')}`, strategy);
  }
  if (claim.type === 'at-least') {
    if (!Number.isFinite(claim.value)) fail('the value of a claim', 'a number', claim.value);
  } else if (labels.length < 2) {
    fail('a claim about several strategies', 'a comparison of at least two', labels.join(', '));
  }
  if (probability === undefined) return;
  if (!(probability > 0 && probability < 1)) {
    fail('the probability of a claim', 'a number between 0 and 1', probability);
  }
}

/** Values of different problems cannot be compared. */
export const refuseValue = (value: number): never =>
  fail('a claim about a value', 'a comparison of one objective', value);

function fail(name: string, expected: string, value: unknown): never {
  throw compareError('COMPARE_CLAIM_INVALID', { name, expected, value });
}
