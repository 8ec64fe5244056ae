import { inProcessExecutor, memoryStorage, type Executor } from '@tune/core';
import { CleanUp } from './clean-up.ts';
import type { Comparison } from './comparison.ts';
import { checkDesign, type Design } from './design.ts';
import { setUp } from './environment.ts';
import type { ComparisonEvent } from './events.ts';
import { runHeldOutTests, type HeldOutTest } from './held-out-test.ts';
import { checkLimits, type CompareOptions } from './options.ts';
import { checkStoredRuns, openRuns, optimizeRuns, type OpenRun, type RunContext } from './runs.ts';
import { StopSignal } from './stop-signal.ts';
import { summarize, verdictOf } from './summary.ts';

/** What `compare` resolves to. */
export interface ComparisonResult {
  readonly comparison: Comparison;
  /** Every run has ended by its own rules: there is nothing to resume. */
  readonly isComplete: boolean;
  /** Of each strategy that has a best trial, if the objective has a held-out test. */
  readonly tests: readonly HeldOutTest[];
}

/**
 * Runs a comparison: in each repeat the strategies take turns, trial by trial, so that an interruption
 * leaves them equally far. On an executor for several trials those of different strategies run at once;
 * trials of one strategy only if it can run more than there are strategies. The result is made of the
 * stored trials alone; after an abort, of those that were measured. The strategies of a repeat share its
 * evaluation seed, so that equal points have equal values.
 *
 * If nothing else fails but the close of an executor or the objective's `dispose`, the event `comparison`
 * comes still; then `compare` rejects with that error.
 *
 * @throws COMPARE_DESIGN_INVALID, COMPARE_OPTION_INVALID
 * @throws COMPARE_RUN_CHANGED  a stored run was made by another strategy of the same name
 * @throws STUDY_CHANGED  a stored run has another objective, strategy, seed or space
 *
 * @example
 * ```ts
 * import { compare } from '@tune/compare';
 * import { branin } from '@tune/objectives/functions';
 * import { bayes, random } from '@tune/strategies';
 * const { comparison } = await compare({
 *   objective: branin(), trials: 20, repeats: 3, seed: 1,
 *   contenders: [{ label: 'bayes', strategy: bayes() }, { label: 'random', strategy: random() }],
 * });
 * comparison.leader;
 * ```
 */
export async function compare(
  design: Design,
  options: CompareOptions = {},
): Promise<ComparisonResult> {
  const stop = new StopSignal(options.signal);
  const notify = stop.guard(options.onEvent);
  const runs: OpenRun[] = [];
  const cleanUp = new CleanUp();
  let result: ComparisonResult;
  let { executor } = options;
  try {
    checkDesign(design);
    checkLimits(options.limits);
    executor ??= inProcessExecutor(design.objective);
    const context = await prepare(design, executor, stop, notify, options);
    await options.beforeRuns?.();
    await checkStoredRuns(context);
    const isDecided = await runAll(context, runs);
    const trials = await Promise.all(runs.map(trialsOf));
    const planned = design.contenders.length * design.repeats;
    const isWhole = isDecided || trials.length === planned;
    const isComplete = isWhole && trials.every(({ isOver }) => isOver);
    await cleanUp.run(() => executor?.close());
    const { signal } = stop;
    const { openTest } = options;
    const tests = await runHeldOutTests(design, trials, { signal, notify, cleanUp, openTest });
    const comparison = summarize(design, trials);
    notify({ type: 'comparison', comparison, isComplete });
    stop.throwIfFailed();
    result = { comparison, isComplete, tests };
  } finally {
    stop.release();
    await cleanUp.run(() => executor?.close());
    for (const { study } of runs) await cleanUp.run(() => study.dispose());
  }
  cleanUp.throwIfFailed();
  return result;
}

/** Sets up what computes, and says so. */
async function prepare(
  design: Design,
  executor: Executor,
  stop: StopSignal,
  notify: (event: ComparisonEvent) => void,
  options: CompareOptions,
): Promise<RunContext> {
  const { storage = memoryStorage(), clock, limits = {}, maxRetries, progress } = options;
  const context = { signal: stop.signal, progress: stop.guard(progress) };
  const environment = await setUp(design, executor, context, options.environment);
  stop.throwIfStopped();
  notify({ type: 'ready', environment: environment.infos });
  stop.throwIfFailed();
  const { seconds, ...each } = limits;
  const now = clock ?? (() => performance.now());
  const deadline = seconds === undefined ? undefined : now() + seconds * 1000;
  return {
    ...{ design, executor, storage, environment, stop, clock, maxRetries, notify },
    ...{ limits: each, checked: new Set<string>() },
    // Rounding must not make it longer than it was.
    secondsLeft: () =>
      deadline === undefined ? undefined : Math.min(seconds!, (deadline - now()) / 1000),
  };
}

/**
 * Runs repeat after repeat. After an abort the first one is opened still, for what is stored of it.
 * @returns whether it ended because the verdict was there
 */
async function runAll(context: RunContext, runs: OpenRun[]): Promise<boolean> {
  const { design, stop } = context;
  for (let repeat = 1; repeat <= design.repeats; repeat++) {
    if (repeat > 1 && stop.isStopped) break;
    const first = runs.length;
    await openRuns(context, repeat, (run) => runs.push(run));
    await optimizeRuns(context, runs.slice(first));
    stop.throwIfFailed();
    if (design.untilDecided === true && (await isDecided(design, runs))) return true;
  }
  return false;
}

/** Whether the stored repeats tell which strategy is the best, or that it makes no difference. */
async function isDecided(design: Design, runs: readonly OpenRun[]): Promise<boolean> {
  const trials = await Promise.all(runs.map(trialsOf));
  return trials.every(({ isOver }) => isOver) && verdictOf(design, trials).answer !== 'unknown';
}

/** The trials of a run, also those that other processes have added. */
async function trialsOf({ label, repeat, study }: OpenRun) {
  await study.sync();
  return { label, repeat, trials: study.trials, isOver: study.isOver };
}
