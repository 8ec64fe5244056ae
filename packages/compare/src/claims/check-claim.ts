import type { Comparison } from '../comparison.ts';
import type { ProblemsComparison } from '../problems/problems-comparison.ts';
import {
  checkClaimInput,
  refuseValue,
  type CheckedClaim,
  type Claim,
  type Finding,
} from './claim.ts';
import { betterFinding, winnerFinding } from './contest-claims.ts';
import { contestOf, contestOverProblems } from './contest.ts';
import { valueFinding } from './value-claim.ts';
import { shown } from './words.ts';

/**
 * Checks what is said of a comparison against its verdict. Three answers, as a verdict has them: it holds,
 * it fails, or the repeats do not tell yet.
 *
 * A `probability` asks for more: that in another repeat the strategy is ahead (of each rival; of the value)
 * with at least this probability. It holds once the 95 % interval of the probability is not below it, and fails
 * once the whole interval is.
 *
 * Over several problems only claims about strategies can be checked.
 *
 * @throws COMPARE_CLAIM_INVALID  the comparison has no such strategy, or a number is not in its range
 *
 * @example
 * ```ts
 * import { checkClaim, compare } from '@tune/compare';
 * import { branin } from '@tune/objectives/functions';
 * import { bayes, random } from '@tune/strategies';
 * const { comparison } = await compare({
 *   objective: branin(), trials: 20, repeats: 6, seed: 1,
 *   contenders: [{ label: 'bayes', strategy: bayes() }, { label: 'random', strategy: random() }],
 * });
 * const { answer, reason } = checkClaim(comparison, { type: 'winner', strategy: 'bayes' });
 * answer; // 'holds'
 * ```
 */
export function checkClaim(
  comparison: Comparison | ProblemsComparison,
  claim: Claim,
): CheckedClaim {
  const contest = isOverProblems(comparison)
    ? contestOverProblems(comparison)
    : contestOf(comparison);
  checkClaimInput(claim, contest.labels);
  const finding = (): Finding => {
    switch (claim.type) {
      case 'winner':
        return winnerFinding(contest, claim.strategy, claim.probability);
      case 'better-than':
        return betterFinding(contest, claim.strategy, claim.probability);
      case 'at-least':
        if (isOverProblems(comparison)) return refuseValue(claim.value);
        return valueFinding(comparison, claim);
    }
  };
  return { claim: claimText(comparison, claim), ...finding() };
}

const isOverProblems = (one: Comparison | ProblemsComparison): one is ProblemsComparison =>
  'problems' in one;

function claimText(comparison: Comparison | ProblemsComparison, claim: Claim): string {
  const { probability } = claim;
  const surely = probability === undefined ? '' : `, in another repeat with ${shown(probability)}`;
  switch (claim.type) {
    case 'winner':
      return `${claim.strategy} is the winner${surely}`;
    case 'better-than':
      return `the best of the others is better than ${claim.strategy}${surely}`;
    case 'at-least': {
      const who = claim.strategy ?? comparison.leader ?? 'the leader';
      const isSmall = 'direction' in comparison && comparison.direction === 'minimize';
      return `the median of ${who} is ${isSmall ? 'at most' : 'at least'} ${shown(claim.value)}${surely}`;
    }
  }
}
