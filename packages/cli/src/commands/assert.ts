import { claimText } from '../claims/claim-text.ts';
import { claimsOf, tellClaims } from '../claims/claims.ts';
import { usage } from '../errors.ts';
import type { Flags } from '../options/flags.ts';
import type { ClaimFlags, ReportFlags } from '../options/sets.ts';
import { logOutput, write } from '../process/output.ts';
import { openReporters } from '../reporters/open-reporters.ts';
import type { Reporter } from '../reporters/reporter.ts';
import { storedSummary, type StoredSummary } from '../results/stored-summary.ts';
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
  const { comparison, isComplete } = await readComparison(flags);
  const labels = comparison.strategies.map((strategy) => strategy.name);
  const claims = claimsOf(flags, labels);
  if (claims.length === 0) {
    throw usage(
      `say what has to hold of ${name}: --winner LABEL, --fail-unless-better-than LABEL or --at-least VALUE.`,
    );
  }
  const reporter = await openReporters(flags, claimsReporter, name);
  try {
    reporter.event({ type: 'comparison', comparison, isComplete });
    return tellClaims(comparison, claims, reporter);
  } finally {
    await reporter.end();
  }
}

/** The comparison as far as it is stored. */
async function readComparison(flags: AssertFlags): Promise<StoredSummary> {
  const { name, rope } = flags;
  const storage = await openStored(flags);
  try {
    const { comparison, ...rest } = await lookUpSound(storage, name, flags);
    if (comparison === undefined) {
      throw usage(`${name} is a study, not a comparison: there is no verdict about it.`);
    }
    const asked = rope === undefined ? {} : { rope };
    const summary = await storedSummary(storage, { comparison, ...rest }, asked);
    if (summary !== undefined) return summary;
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
