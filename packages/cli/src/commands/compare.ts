import { checkDesign } from '@tune/compare';
import type { Storage } from '@tune/core';
import { claimsOf } from '../claims/claims.ts';
import type { SizedFlags } from '../comparison/definition.ts';
import { designOf } from '../comparison/design.ts';
import { checkExecutorFlags, notClosed } from '../comparison/executor.ts';
import { fileVersions } from '../comparison/file-versions.ts';
import { comparisonsOf } from '../comparison/find-comparison.ts';
import { openComparison } from '../comparison/open-comparison.ts';
import { identityOf } from '../comparison/plan.ts';
import { problemsOf, type Problem } from '../comparison/problem.ts';
import { runComparison } from '../comparison/run-comparison.ts';
import { isRelative, sized } from '../comparison/sizes.ts';
import { withoutSuites } from '../config/current.ts';
import { commandWords } from '../options/command-words.ts';
import type { CompareFlags } from '../options/sets.ts';
import { resolvePruner } from '../plugins/pruners.ts';
import { resolveStrategies } from '../plugins/strategies.ts';
import { EXIT } from '../process/exit-code.ts';
import { captureOutput, log } from '../process/output.ts';
import { openReporters } from '../reporters/open-reporters.ts';
import type { Reporter } from '../reporters/reporter.ts';
import { openStorage } from '../stored/open-storage.ts';

/**
 * `tune compare` and, with one strategy, `tune run`; with the name of a stored one, `tune resume`. What
 * is stored goes on; what is complete is shown.
 * @param given  a storage that is open already; it is closed
 */
export async function compareCommand(
  asked: CompareFlags,
  resumed?: string,
  given?: Storage,
): Promise<number> {
  const flags = { ...asked, objective: withoutSuites(asked.objective) };
  checkExecutorFlags(flags);
  /** Relative amounts become whole ones as soon as it is known what is stored. */
  let described: CompareFlags | SizedFlags = flags;
  const reporter = await openReporters(flags, () => textFor(flags, () => commandWords(described)));
  captureOutput((text) => reporter.output(text));
  const problems = await problemsOf(flags);
  const pruner = flags.pruner === undefined ? undefined : await resolvePruner(flags.pruner);
  const storage = given ?? (await openStorage(flags));
  /** What did not end cleanly; a result is shown all the same. */
  const closeErrors: unknown[] = [];
  let code: number;
  try {
    const whole = await sizedFlags(flags, problems, storage, resumed);
    described = whole;
    const contenders = await resolveStrategies(whole.strategies, {
      inProcess: whole.isolation === 'none',
      suggestSeconds: whole.suggestTimeout,
    });
    const labels = contenders.map(({ label }) => label);
    const claims = claimsOf(whole, labels, problems.length);
    const designs = problems.map(({ resolved: { objective } }) =>
      designOf(whole, objective, contenders, pruner),
    );
    // Before anything that is stored is touched.
    for (const design of designs) checkDesign(design);
    const files = fileVersions(whole);
    const all = { flags: whole, problems, designs, files, resumed };
    const opened = await openComparison(storage, all);
    code = await runComparison({ asked: all, opened, storage, reporter, claims, closeErrors });
  } finally {
    await storage.close();
  }
  for (const line of new Set(closeErrors.map(notClosed))) log(line);
  return code === EXIT.ok && closeErrors.length > 0 ? EXIT.failed : code;
}

/** What `+` amounts are relative to, is the comparison of that name, or the latest of the problem. */
async function sizedFlags(
  flags: CompareFlags,
  problems: readonly Problem[],
  storage: Storage,
  resumed: string | undefined,
): Promise<SizedFlags> {
  if (!isRelative(flags)) return flags as SizedFlags;
  const { catalog } = storage;
  const name = resumed ?? flags.name;
  const stored =
    name === undefined
      ? comparisonsOf(await catalog.comparisons(), identityOf(problems))[0]
      : await catalog.comparison(name);
  return sized(flags, stored, storage);
}

async function textFor(
  { verbose }: CompareFlags,
  command: () => readonly string[],
): Promise<Reporter> {
  const { textReporter } = await import('../reporters/text.ts');
  return textReporter({ verbose, clock: () => performance.now(), command });
}
