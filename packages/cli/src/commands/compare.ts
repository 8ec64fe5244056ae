import { checkDesign, compare, type Claim, type Design } from '@tune/compare';
import { isTuneError, type Executor, type Objective } from '@tune/core';
import { claimsOf, tellClaims } from '../claims/claims.ts';
import { notClosed, openExecutor, withSafeClose } from '../comparison/executor.ts';
import { fileVersions } from '../comparison/file-versions.ts';
import { objectiveOf } from '../comparison/objective.ts';
import { openRun, type StoredRun } from '../comparison/stored-comparison.ts';
import { commandWords } from '../options/command-words.ts';
import type { CompareFlags } from '../options/sets.ts';
import { resolvePruner } from '../plugins/pruners.ts';
import { resolveStrategies } from '../plugins/strategies.ts';
import { EXIT } from '../process/exit-code.ts';
import { onInterrupt, type Interrupt } from '../process/interrupt.ts';
import { captureOutput, log, readerGone } from '../process/output.ts';
import { openReporters } from '../reporters/open-reporters.ts';
import type { Reporter } from '../reporters/reporter.ts';

/** How long a comparison may take to show what it has, once its executors are closed by force. */
const RESULT_GRACE_MS = 500;

/** What is stored is of another objective or strategy, and cannot go on with this one. */
const CHANGED: ReadonlySet<string> = new Set(['STUDY_CHANGED', 'COMPARE_RUN_CHANGED']);

/**
 * `tune compare` and, with one strategy, `tune run`; with the name of a stored one, `tune resume`. What
 * is stored goes on; what is complete is shown.
 */
export async function compareCommand(flags: CompareFlags, resumed?: string): Promise<number> {
  const reporter = await openReporters(flags, () => textFor(flags));
  captureOutput((text) => reporter.output(text));
  const { trials, repeats, seed, target, patience } = flags;
  const contenders = await resolveStrategies(flags.strategies);
  const labels = contenders.map(({ label }) => label);
  const claims = claimsOf(flags, labels);
  const resolved = await objectiveOf(flags);
  const { objective } = resolved;
  const stopping = {
    ...(target === undefined ? {} : { target }),
    ...(patience === undefined ? {} : { patience }),
  };
  const rope = flags.rope === undefined ? {} : { rope: flags.rope };
  const pruner = flags.pruner === undefined ? {} : { pruner: await resolvePruner(flags.pruner) };
  const time = flags.budgetSeconds === undefined ? {} : { seconds: flags.budgetSeconds };
  const planned = {
    ...{ objective, contenders, trials, ...time, repeats, seed, stopping, ...pruner, ...rope },
  };
  // Before anything that is stored is touched.
  checkDesign(planned);
  /** What did not end cleanly; a result is shown all the same. */
  const closeErrors: unknown[] = [];
  const open = (one: typeof resolved, parallel: number): Executor =>
    withSafeClose(
      openExecutor(one, { ...flags, parallel }, (text) => reporter.output(text)),
      (error) => closeErrors.push(error),
    );
  const executors = [open(resolved, flags.parallel)];
  /** For the held-out test: in a child process if the trials are. */
  const openTest = (test: Objective): Executor => {
    const one = open({ objective: test, reference: { ...resolved.reference, isTest: true } }, 1);
    executors.push(one);
    return one;
  };
  const run = await openRun(flags, objective, fileVersions(flags), resumed);
  const interrupt = onInterrupt();
  interrupt.forceStop.addEventListener('abort', () => closeAll(executors, 'interrupted'));
  let code: number;
  try {
    const { name, isExtended } = run;
    const studies = name ?? objective.name;
    const studyOf: Design['studyOf'] = ({ label, repeat }) => `${studies}/${label}/${repeat}`;
    const design: Design = { ...planned, isExtended, studyOf };
    reporter.begin(design, name);
    if (run.result !== undefined) {
      code = showStored(run, flags, reporter, claims);
    } else {
      // It was typed at another time, or by someone else if it was imported.
      if (resumed !== undefined && flags.command !== undefined) log(`runs: ${flags.command}`);
      const parts = { flags, run, interrupt, reporter, executors, openTest, claims };
      code = await runDesign(design, parts);
    }
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    code = EXIT.interrupted;
  } finally {
    await reporter.end();
    await closeAll(executors, 'the command has ended');
    await run.storage.close();
    interrupt.release();
  }
  for (const line of new Set(closeErrors.map(notClosed))) log(line);
  return code === EXIT.ok && closeErrors.length > 0 ? EXIT.failed : code;
}

interface Parts {
  readonly flags: CompareFlags;
  readonly run: StoredRun;
  readonly interrupt: Interrupt;
  readonly reporter: Required<Reporter>;
  readonly executors: readonly Executor[];
  readonly claims: readonly Claim[];
  openTest(test: Objective): Executor;
}

async function runDesign(design: Design, parts: Parts): Promise<number> {
  const { flags, run, interrupt, reporter, executors, openTest, claims } = parts;
  const { maxRetries } = flags;
  let code: number = EXIT.ok;
  const work = () =>
    compare(design, {
      ...{ executor: executors[0]!, storage: run.storage, openTest, maxRetries },
      signal: AbortSignal.any([interrupt.signal, readerGone]),
      limits: limitsOf(flags),
      beforeRuns: () => run.begin(),
      progress: (message) => reporter.progress(message),
      onEvent(event) {
        if (event.type === 'strategy-failed' || event.type === 'gave-up') code = EXIT.failed;
        reporter.event(event);
      },
    });
  const { comparison, isComplete } = await interrupt
    .race(work, RESULT_GRACE_MS)
    .catch(async (error: unknown) => {
      const isRefused = isTuneError(error) && CHANGED.has(error.code);
      // What has happened is told, not that it could not be taken back.
      await run.undo(isRefused).catch(() => undefined);
      throw error;
    });
  const held = tellClaims(comparison, claims, reporter);
  await run.end(isComplete ? comparison : undefined);
  tellWhere(run, flags, reporter, isComplete);
  if (interrupt.signal.aborted) return EXIT.interrupted;
  if (comparison.leader === null && !readerGone.aborted) return EXIT.failed;
  return code === EXIT.ok ? held : code;
}

/** Shows a comparison that was complete before. */
function showStored(
  run: StoredRun,
  flags: CompareFlags,
  reporter: Required<Reporter>,
  claims: readonly Claim[],
): number {
  const comparison = run.result!;
  reporter.event({ type: 'ready', environment: [] }, true);
  reporter.event({ type: 'comparison', comparison, isComplete: true });
  const held = tellClaims(comparison, claims, reporter);
  tellWhere(run, flags, reporter, true);
  return comparison.leader === null ? EXIT.failed : held;
}

function tellWhere(
  { name, result }: StoredRun,
  { storage: file }: CompareFlags,
  reporter: Required<Reporter>,
  isComplete: boolean,
): void {
  if (name !== undefined) reporter.stored({ name, file, isComplete, isOld: result !== undefined });
}

const closeAll = (executors: readonly Executor[], reason: string): Promise<unknown> =>
  Promise.all(executors.map((executor) => executor.close(reason)));

const limitsOf = ({ trialTimeout, maxFailures, maxSeconds }: CompareFlags) => ({
  ...(maxSeconds === undefined ? {} : { seconds: maxSeconds }),
  ...(trialTimeout === undefined ? {} : { timeoutMs: trialTimeout * 1000 }),
  ...(maxFailures === undefined ? {} : { maxFailures }),
});

async function textFor(flags: CompareFlags): Promise<Reporter> {
  const { textReporter } = await import('../reporters/text.ts');
  const command = commandWords(flags);
  return textReporter({ verbose: flags.verbose, clock: () => performance.now(), command });
}
