import {
  compare,
  summarizeProblems,
  type Claim,
  type ComparisonResult,
  type Design,
  type Comparison,
  type ProblemsComparison,
} from '@tune/compare';
import { isTuneError, type Executor, type Objective, type Storage } from '@tune/core';
import { tellClaims } from '../claims/claims.ts';
import type { ResolvedObjective } from '../plugins/resolved-objective.ts';
import { EXIT } from '../process/exit-code.ts';
import { onInterrupt, type Interrupt } from '../process/interrupt.ts';
import { log, readerGone } from '../process/output.ts';
import type { Reporter } from '../reporters/reporter.ts';
import { shownFile } from '../stored/open-storage.ts';
import type { SizedFlags } from './definition.ts';
import { extendedDesign } from './design.ts';
import { openExecutor, withSafeClose } from './executor.ts';
import type { OpenComparison } from './open-comparison.ts';
import type { Asked } from './plan.ts';
import type { Problem } from './problem.ts';
import type { FailedStrategy } from './stored-failures.ts';
import type { ProblemResult, StoredResult } from './stored-result.ts';

/** How long a comparison may take to show what it has, once its executors are closed by force. */
const RESULT_GRACE_MS = 500;

/** What is stored is of another objective or strategy, and cannot go on with this one. */
const CHANGED: ReadonlySet<string> = new Set(['STUDY_CHANGED', 'COMPARE_RUN_CHANGED']);

interface Parts {
  readonly asked: Asked;
  readonly opened: OpenComparison;
  readonly storage: Storage;
  readonly reporter: Required<Reporter>;
  readonly claims: readonly Claim[];
  /** Told what did not end cleanly; a result is shown all the same. */
  readonly closeErrors: unknown[];
}

/**
 * Runs what is missing of a comparison, problem after problem, and shows and stores what came of it.
 * @returns the exit code
 */
export async function runComparison(parts: Parts): Promise<number> {
  const { asked, opened, reporter } = parts;
  const { flags, resumed } = asked;
  const interrupt = onInterrupt();
  const executors: Executor[] = [];
  const closeAll = (reason: string): Promise<unknown> =>
    Promise.all(executors.map((executor) => executor.close(reason)));
  interrupt.forceStop.addEventListener('abort', () => closeAll('interrupted'));
  try {
    const { result } = opened;
    if (result !== undefined) return showStored(parts, result);
    // It was typed at another time, or by someone else if it was imported.
    if (resumed !== undefined && flags.command !== undefined) log(`runs: ${flags.command}`);
    return await runProblems({ ...parts, interrupt, executors });
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    return EXIT.interrupted;
  } finally {
    try {
      await reporter.end();
    } finally {
      await closeAll('the command has ended');
      interrupt.release();
    }
  }
}

interface Running extends Parts {
  readonly interrupt: Interrupt;
  /** Those that were opened. */
  readonly executors: Executor[];
}

async function runProblems(parts: Running): Promise<number> {
  const { asked, opened, reporter, claims, interrupt } = parts;
  const results: ProblemResult[] = [];
  let code: number = EXIT.ok;
  let isComplete = true;
  const failed: FailedStrategy[] = [];
  for (const [index, problem] of asked.problems.entries()) {
    if (interrupt.signal.aborted) break;
    const result = await runProblem(parts, problem, asked.designs[index]!);
    results.push({ label: problem.label, comparison: result.comparison });
    const { strategies } = result.comparison;
    for (const { name, failure } of strategies) {
      if (failure === undefined) continue;
      const of = asked.problems.length === 1 ? {} : { problem: problem.label };
      failed.push({ label: name, ...of, ...failure });
    }
    isComplete &&= result.isComplete;
    if (result.code !== EXIT.ok) code = result.code;
  }
  isComplete &&= results.length === asked.problems.length;
  const whole = tellProblems(parts, results, isComplete);
  const held = whole === undefined ? EXIT.ok : tellClaims(whole, claims, reporter);
  await opened.end(isComplete ? { problems: results } : undefined, failed);
  tellWhere(parts, { isComplete, isOld: false });
  if (interrupt.signal.aborted) return EXIT.interrupted;
  const isEmpty = results.some((one) => one.comparison.leader === null);
  if (isEmpty && !readerGone.aborted) return EXIT.failed;
  return code === EXIT.ok ? held : code;
}

async function runProblem(
  parts: Running,
  problem: Problem,
  planned: Design,
): Promise<ComparisonResult & { readonly code: number }> {
  const { asked, opened, storage, reporter, closeErrors, interrupt, executors } = parts;
  const { flags, problems } = asked;
  const open = async (one: ResolvedObjective, parallel: number): Promise<Executor> => {
    const executor = await openExecutor(one, { ...flags, parallel }, (text) =>
      reporter.output(text),
    );
    const safe = withSafeClose(executor, (error) => closeErrors.push(error));
    executors.push(safe);
    return safe;
  };
  const { reference } = problem.resolved;
  const design: Design = {
    ...extendedDesign(planned, opened.extendedFrom),
    studyOf: (run) => opened.studyOf(problem, run),
  };
  reporter.begin(design, nameOf(parts, problem));
  let code: number = EXIT.ok;
  const work = async () =>
    compare(design, {
      ...{ executor: await open(problem.resolved, flags.parallel), storage },
      maxRetries: flags.maxRetries,
      // In a child process if the trials are.
      openTest: (test: Objective) =>
        open({ objective: test, reference: { ...reference, isTest: true } }, 1),
      signal: AbortSignal.any([interrupt.signal, readerGone]),
      limits: limitsOf(flags),
      beforeRuns: async () => {
        if (problem === problems[0]) await opened.begin();
      },
      progress: (message) => reporter.progress(message),
      onEvent(event) {
        if (event.type === 'strategy-failed' || event.type === 'gave-up') code = EXIT.failed;
        reporter.event(event);
      },
    });
  const result = await interrupt.race(work, RESULT_GRACE_MS).catch(async (error: unknown) => {
    const isRefused = isTuneError(error) && CHANGED.has(error.code);
    // What has happened is told, not that it could not be taken back.
    await opened.undo(isRefused).catch(() => undefined);
    throw error;
  });
  return { ...result, code };
}

/** Shows a comparison that was complete before. */
function showStored(parts: Parts, { problems: results }: StoredResult): number {
  const { asked, opened, reporter, claims } = parts;
  for (const [index, { comparison }] of results.entries()) {
    const problem = asked.problems[index]!;
    const design = extendedDesign(asked.designs[index]!, opened.extendedFrom);
    reporter.begin(design, nameOf(parts, problem));
    reporter.event({ type: 'ready', environment: [] }, true);
    reporter.event({ type: 'comparison', comparison, isComplete: true });
  }
  const held = tellClaims(tellProblems(parts, results, true)!, claims, reporter);
  tellWhere(parts, { isComplete: true, isOld: true });
  return results.some((one) => one.comparison.leader === null) ? EXIT.failed : held;
}

/**
 * Tells what several objectives say together.
 * @returns what has to hold is said of: of one objective, its own result; undefined if there is none
 */
function tellProblems(
  { asked, reporter }: Parts,
  results: readonly ProblemResult[],
  isComplete: boolean,
): Comparison | ProblemsComparison | undefined {
  const comparisons = results.map(({ comparison }) => comparison);
  if (asked.problems.length < 2 || comparisons.length === 0) return comparisons[0];
  const whole = summarizeProblems(comparisons);
  if (comparisons.length > 1) reporter.problems(whole, isComplete);
  return whole;
}

/** What people call the part of a comparison that is about a problem. */
function nameOf({ asked, opened }: Parts, { label }: Problem): string | undefined {
  const { name } = opened;
  return name === undefined || asked.problems.length === 1 ? name : `${name}/${label}`;
}

function tellWhere(
  { asked, opened, reporter }: Parts,
  state: { readonly isComplete: boolean; readonly isOld: boolean },
): void {
  const { name } = opened;
  if (name !== undefined) reporter.stored({ name, file: shownFile(asked.flags.storage), ...state });
}

const limitsOf = ({ trialTimeout, suggestTimeout, maxFailures, maxSeconds }: SizedFlags) => ({
  suggestTimeoutMs: suggestTimeout * 1000,
  ...(maxSeconds === undefined ? {} : { seconds: maxSeconds }),
  ...(trialTimeout === undefined ? {} : { timeoutMs: trialTimeout * 1000 }),
  ...(maxFailures === undefined ? {} : { maxFailures }),
});
