import {
  checkClaim,
  type CheckedClaim,
  type Claim,
  type Comparison,
  type ProblemsComparison,
} from '@tune/compare';
import { usage } from '../errors.ts';
import type { ClaimFlags } from '../options/sets.ts';
import { flagOf } from '../options/table.ts';
import { nearest } from '@tune/core/plugin';
import { EXIT } from '../process/exit-code.ts';
import type { Reporter } from '../reporters/reporter.ts';

/**
 * What has to hold of a comparison, from the flags.
 * @param labels  of its strategies
 * @param problems  how many objectives it is about
 * @throws CLI_USAGE  a flag names a strategy that takes no part, or a probability of nothing
 */
export function claimsOf(
  flags: ClaimFlags,
  labels: readonly string[],
  problems = 1,
): readonly Claim[] {
  const { winner, failUnlessBetterThan: baseline, atLeast, probability } = flags;
  checkLabel('winner', winner, labels);
  checkLabel('failUnlessBetterThan', baseline, labels);
  if (atLeast !== undefined && problems > 1) {
    throw usage('--at-least is a value of one objective; with several, ask for each by its name.');
  }
  const surely = probability === undefined ? {} : { probability };
  const claims: readonly Claim[] = [
    ...(winner === undefined ? [] : [{ type: 'winner', strategy: winner, ...surely } as const]),
    ...(baseline === undefined
      ? []
      : [{ type: 'better-than', strategy: baseline, ...surely } as const]),
    ...(atLeast === undefined
      ? []
      : [{ type: 'at-least', value: atLeast, ...subject(winner), ...surely } as const]),
  ];
  if (probability !== undefined && claims.length === 0) {
    throw usage(
      '--probability needs what is to hold: --winner, --fail-unless-better-than or --at-least.',
    );
  }
  return claims;
}

const subject = (winner: string | undefined) => (winner === undefined ? {} : { strategy: winner });

function checkLabel(
  name: 'winner' | 'failUnlessBetterThan',
  label: string | undefined,
  labels: readonly string[],
): void {
  if (label === undefined) return;
  const flag = `--${flagOf(name)}`;
  if (!labels.includes(label)) {
    const near = nearest(label, labels);
    const hint = near === undefined ? '' : ` Did you mean ${near}?`;
    throw usage(`${flag} expects one of ${labels.join(', ')}, but got ${label}.${hint}`);
  }
  if (labels.length < 2) {
    throw usage(`${flag} needs another strategy to compare ${label} with.`);
  }
}

/**
 * Checks what has to hold, and tells it.
 * @returns the exit code
 */
export function tellClaims(
  comparison: Comparison | ProblemsComparison,
  claims: readonly Claim[],
  reporter: Required<Reporter>,
): number {
  const checked = claims.map((claim) => checkClaim(comparison, claim));
  if (checked.length > 0) reporter.claims(checked);
  return exitCodeOf(checked);
}

/** One that fails decides; then one that cannot be told. */
export function exitCodeOf(checked: readonly CheckedClaim[]): number {
  const has = (answer: CheckedClaim['answer']): boolean =>
    checked.some((one) => one.answer === answer);
  if (has('fails')) return EXIT.doesNotHold;
  return has('unknown') ? EXIT.cannotTell : EXIT.ok;
}
