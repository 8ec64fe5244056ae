import { inProcessExecutor, memoryStorage, type Executor } from '@tune/core';
import { CleanUp } from './clean-up.ts';
import type { Comparison } from './comparison.ts';
import { checkDesign, type Design } from './design.ts';
import { setUp } from './environment.ts';
import type { ComparisonEvent } from './events.ts';
import { scoringOf } from './choice.ts';
import { checkLimits, type CompareOptions } from './options.ts';
import { planOf } from './plan.ts';
import { checkStoredRuns, type RunContext } from './runs.ts';
import { Scorer } from './scorer.ts';
import { Search } from './search.ts';
import { StopSignal } from './stop-signal.ts';
import { storedRuns, type StoredRun } from './stored-runs.ts';
import { StrategyFailures, withoutFailed } from './strategy-failure.ts';
import { summarize } from './summary.ts';

/** What `compare` resolves to. */
export interface ComparisonResult {
  readonly comparison: Comparison;
  /** Every run has ended by its own rules: there is nothing to resume. */
  readonly isComplete: boolean;
}

/**
 * Runs a comparison: in each repeat the strategies take turns, trial by trial, so that an interruption
 * leaves them equally far. On an executor for several trials those of different strategies run at once;
 * trials of one strategy only if it can run more than there are strategies. The result is made of the
 * stored trials alone; after an abort, of those that were measured. The strategies of a repeat share its
 * evaluation seed, so that equal points have equal values.
 *
 * A strategy that throws, takes too long or breaks another rule costs only its own runs: it gets no further
 * one and is left out of the verdict, and the result says so. One that cannot be set up takes no part.
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
  let search: Search | undefined;
  const cleanUp = new CleanUp();
  let result: ComparisonResult;
  let { executor } = options;
  try {
    checkDesign(design);
    checkLimits(options.limits);
    executor ??= inProcessExecutor(design.objective);
    const context = await prepare(design, executor, stop, notify, options);
    await options.beforeRuns?.();
    const stored = await storedRuns(context.storage, design);
    tellPlan(context, stored);
    stop.throwIfFailed();
    await checkStoredRuns(context, stored);
    const scorer = scorerOf(context, options);
    search = new Search(context, scorer);
    await search.run();
    // A test may need the memory.
    const closeSearch = () => cleanUp.run(() => executor?.close());
    if (scoringOf(design)?.kind === 'test') await closeSearch();
    const trials = await search.results(stored);
    await cleanUp.run(() => scorer?.close());
    await closeSearch();
    stop.throwIfFailed();
    const comparison = summarize(design, trials, context.failures.byLabel);
    const { isComplete } = search;
    notify({ type: 'comparison', comparison, isComplete });
    stop.throwIfFailed();
    result = { comparison, isComplete };
  } finally {
    stop.release();
    await cleanUp.run(() => executor?.close());
    for (const { study } of search?.opened ?? []) await cleanUp.run(() => study.dispose());
  }
  cleanUp.throwIfFailed();
  return result;
}

/** Says what is missing, and which strategies take no part, because they could not be set up. */
function tellPlan(
  { design, environment, failures, notify }: RunContext,
  stored: readonly StoredRun[],
): void {
  const failed = design.contenders.filter(({ strategy }) => environment.failed.has(strategy));
  const added = failed.map(({ label, strategy }) => {
    const error = environment.failed.get(strategy);
    return { label, repeat: 1, error, failure: failures.add(label, 1, error)! };
  });
  const rest = stored.filter(({ label }) => !failures.has(label));
  notify({ type: 'plan', ...planOf(withoutFailed(design, failures.byLabel), rest) });
  for (const one of added) notify({ type: 'strategy-failed', ...one });
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
  const { suggestTimeoutMs } = limits;
  const environment = await setUp(design, executor, context, options.environment, suggestTimeoutMs);
  stop.throwIfStopped();
  notify({ type: 'ready', environment: environment.infos });
  stop.throwIfFailed();
  const { seconds, timeoutMs, maxFailures } = limits;
  const each = {
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(maxFailures === undefined ? {} : { maxFailures }),
  };
  const now = clock ?? (() => performance.now());
  const deadline = seconds === undefined ? undefined : now() + seconds * 1000;
  return {
    ...{ design, executor, storage, environment, stop, clock, maxRetries, notify },
    ...{ limits: each, suggestTimeoutMs, checked: new Set<string>() },
    failures: new StrategyFailures(design.contenders),
    // Rounding must not make it longer than it was.
    secondsLeft: () =>
      deadline === undefined ? undefined : Math.min(seconds!, (deadline - now()) / 1000),
  };
}

/** Scores choices, if the objective has a test or the design confirms them. */
function scorerOf(context: RunContext, { openTest }: CompareOptions): Scorer | undefined {
  const scoring = scoringOf(context.design);
  if (scoring === undefined) return undefined;
  const { objective, kind } = scoring;
  // Those of the search have an executor already, which is closed with it.
  const { executor } = context;
  const shared: Executor = {
    concurrency: executor.concurrency,
    run: (job, jobContext) => executor.run(job, jobContext),
    close: async () => undefined,
  };
  const open = kind === 'confirm' ? () => shared : () => (openTest ?? inProcessExecutor)(objective);
  return new Scorer(context, scoring, open);
}
