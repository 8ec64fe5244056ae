import { summarizeProblems } from '@tune/compare';
import { claimText } from '../claims/claim-text.ts';
import { claimsOf, tellClaims } from '../claims/claims.ts';
import { usage } from '../errors.ts';
import type { Flags } from '../options/flags.ts';
import type { ClaimFlags, ReportFlags } from '../options/sets.ts';
import { logOutput, write } from '../process/output.ts';
import { openReporters } from '../reporters/open-reporters.ts';
import type { Reporter } from '../reporters/reporter.ts';
import { storedSummaries, type StoredSummary } from '../results/stored-summary.ts';
import { lookUpSound } from '../stored/names.ts';
import { openStored } from '../stored/open-storage.ts';

type AssertFlags = Flags<'storage'> &
  Partial<Flags<'rope'>> &
  ReportFlags &
  ClaimFlags & { readonly name: string };

/**
 * `tune assert`: whether something holds of a stored comparison, as an exit code. It reads what is stored
 * and loads nothing of the user's.
 * @throws CLI_NAME_UNKNOWN  nothing has the name; with the nearest one
 * @throws CLI_USAGE  nothing is said that has to hold, or of a strategy that took no part
 */
export async function assertCommand(flags: AssertFlags): Promise<number> {
  const { name } = flags;
  const summaries = await readSummaries(flags);
  const comparisons = summaries.map(({ comparison }) => comparison);
  const isOfOne = summaries.length === 1;
  const whole = isOfOne ? comparisons[0]! : summarizeProblems(comparisons);
  const labels = whole.strategies.map((strategy) => strategy.name);
  const claims = claimsOf(flags, labels, summaries.length);
  if (claims.length === 0) {
    throw usage(
      `say what has to hold of ${name}: --winner LABEL, --fail-unless-better-than LABEL or --at-least VALUE.`,
    );
  }
  const reporter = await openReporters(flags, claimsReporter, name);
  try {
    for (const { comparison, isComplete } of summaries) {
      reporter.event({ type: 'comparison', comparison, isComplete });
    }
    if ('problems' in whole) {
      const isComplete = summaries.every((one) => one.isComplete);
      reporter.problems(whole, isComplete);
    }
    return tellClaims(whole, claims, reporter);
  } finally {
    await reporter.end();
  }
}

/** The comparison as far as it is stored, objective by objective. */
async function readSummaries(flags: AssertFlags): Promise<readonly StoredSummary[]> {
  const { name, rope } = flags;
  const storage = await openStored(flags);
  try {
    const { comparison, ...rest } = await lookUpSound(storage, name, flags);
    if (comparison === undefined) {
      throw usage(`${name} is a part of a comparison or a study: there is no verdict about it.`);
    }
    const asked = rope === undefined ? {} : { rope };
    const summaries = await storedSummaries(storage, { comparison, ...rest }, asked);
    if (summaries.length > 0) return summaries;
    throw usage(`${name} has not begun yet; tune resume ${name} begins it.`);
  } finally {
    await storage.close();
  }
}

/** For people: a line for each thing that had to hold. */
const claimsReporter = (): Reporter => ({
  output: logOutput,
  event: () => undefined,
  claims: (checked) => checked.forEach((one) => void write(`${claimText(one)}\n`)),
  end: () => write(''),
});
