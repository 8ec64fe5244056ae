import {
  createStudy,
  isTuneError,
  type Clock,
  type EnvironmentChange,
  type Executor,
  type OptimizeOptions,
  type Storage,
  type Strategy,
  type Study,
} from '@tune/core';
import { bestTrial, largerBudget } from '@tune/core/plugin';
import { budgetOf, studyNameOf, type Contender, type Design, type Run } from './design.ts';
import type { Environment } from './environment.ts';
import type { ComparisonEvent } from './events.ts';
import { checkReplay } from './replay.ts';
import { seedsOf } from './seeds.ts';
import type { StopSignal } from './stop-signal.ts';
import type { StrategyFailures } from './strategy-failure.ts';
import type { StoredRun } from './stored-runs.ts';
import { createTurns, type RunTurns } from './turns.ts';
import { viewOf } from './view.ts';

/** What all runs of a comparison share. */
export interface RunContext {
  readonly design: Design;
  readonly executor: Executor;
  readonly storage: Storage;
  readonly environment: Environment;
  readonly stop: StopSignal;
  readonly limits: Pick<OptimizeOptions, 'timeoutMs' | 'maxFailures'>;
  readonly suggestTimeoutMs?: number | undefined;
  readonly failures: StrategyFailures;
  readonly clock?: Clock | undefined;
  readonly maxRetries?: number | undefined;
  /** The names of studies whose strategy was found to be the one that they began with. */
  readonly checked: Set<string>;
  /** What is left of the comparison's seconds; undefined without a limit. */
  secondsLeft(): number | undefined;
  notify(event: ComparisonEvent): void;
}

/** A run and its study. */
export interface OpenRun extends Run {
  readonly study: Study;
  /** Its strategy threw this error: it is not a fault of the engine. */
  isOfStrategy(error: unknown): boolean;
}

/**
 * Opens the stored runs that are to get a larger budget as if for good, but changes nothing: if one of
 * them cannot go on, none has got its new budget.
 */
export async function checkStoredRuns(
  context: RunContext,
  stored: readonly StoredRun[],
): Promise<void> {
  const { design, storage } = context;
  const own = budgetOf(design);
  const unchanged = { ...context, storage: withoutAppends(storage) };
  for (const { label, repeat, budget } of stored) {
    if (context.failures.has(label)) continue;
    if (JSON.stringify(largerBudget(own, budget)) === JSON.stringify(budget)) continue;
    const contender = design.contenders.find((one) => one.label === label)!;
    const { study } = await openRun(unchanged, contender, repeat);
    try {
      if (study.environmentChanges.length > 0) continue;
      await checkReplay(contender, study, context);
      context.checked.add(study.name);
    } finally {
      await study.dispose();
    }
  }
}

/** A storage that takes what is appended for stored, and stores nothing. */
const withoutAppends = (storage: Storage): Storage =>
  new Proxy(storage, {
    get(target, key: keyof Storage) {
      if (key === 'append') {
        return async (...[, events, { expectedVersion }]: Parameters<Storage['append']>) =>
          expectedVersion + events.length;
      }
      const part: unknown = target[key];
      return typeof part === 'function' ? (part.bind(target) as unknown) : part;
    },
  });

/** Opens the runs of a repeat in the order of the design: new ones, and those that are stored. */
export async function openRuns(
  context: RunContext,
  repeat: number,
  labels: readonly string[],
  opened: (run: OpenRun) => void,
): Promise<void> {
  const { design, notify } = context;
  for (const contender of design.contenders) {
    if (!labels.includes(contender.label)) continue;
    const run = await openRun(context, contender, repeat);
    opened(run);
    const { label, study } = run;
    if (study.size === 0) continue;
    const changes = study.environmentChanges;
    // In another environment the same strategy may suggest other points.
    const isChecked = changes.length > 0 || context.checked.has(study.name);
    if (!isChecked) await checkReplay(contender, study, context);
    const { trials } = viewOf(study.trials, design);
    const best = bestTrial(trials, study.direction);
    const ended = trials.filter(({ outcome }) => outcome !== undefined).length;
    const event = {
      ...{ label, repeat, type: 'resumed' as const, trials: trials.length, ended },
      changes: [...changes, ...processChange(contender, ended, design.trials)],
    };
    notify(best === undefined ? event : { ...event, best });
  }
}

/** A strategy with a process of its own does not go on bit for bit where another process left off. */
function processChange(
  { label, strategy }: Contender,
  ended: number,
  trials: number,
): EnvironmentChange[] {
  if (strategy.capabilities.stateful !== true || ended === 0 || ended >= trials) return [];
  const before = `one that chose ${ended} trials`;
  return [{ label: `the process of ${label}`, before, now: 'a new one, which was told of them' }];
}

/** Optimizes the runs of a repeat side by side until each has ended; an error is the comparison's. */
export async function optimizeRuns(context: RunContext, runs: readonly OpenRun[]): Promise<void> {
  const turns = createTurns(context.executor.concurrency, runs.length);
  const jobs = runs.map((run) => {
    const { trials } = viewOf(run.study.trials, context.design);
    const semaphore = turns.join(trials.filter(({ outcome }) => outcome !== undefined).length);
    return optimizeRun(context, run, semaphore, turns.limit);
  });
  await Promise.all(jobs);
}

async function openRun(
  { design, storage, environment, clock, maxRetries, suggestTimeoutMs }: RunContext,
  { label, strategy }: Contender,
  repeat: number,
): Promise<OpenRun> {
  const { objective, stopping } = design;
  const { seed, evaluationSeed } = seedsOf(design, { label, repeat });
  const thrown = new Set<unknown>();
  const study = await createStudy({
    name: studyNameOf(design, { label, repeat }),
    space: objective.space,
    direction: objective.direction,
    // Its identity is what is stored of it.
    objective,
    strategy: readyStrategy(strategy, (error) => thrown.add(error)),
    storage,
    seed,
    ...(evaluationSeed === seed ? {} : { evaluationSeed }),
    budget: budgetOf(design),
    onlyRaises: true,
    environment: environment.of(strategy),
    ...(stopping === undefined ? {} : { stopping }),
    ...(clock === undefined ? {} : { clock }),
    ...(maxRetries === undefined ? {} : { maxRetries }),
    ...(suggestTimeoutMs === undefined ? {} : { suggestTimeoutMs }),
  });
  return { label, repeat, study, isOfStrategy: (error) => thrown.has(error) };
}

/** The strategy without its set-up, which is done; what it throws is told. */
function readyStrategy(strategy: Strategy, failed: (error: unknown) => void): Strategy {
  const { name, apiVersion, capabilities, options, version } = strategy;
  const told = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      failed(error);
      throw error;
    }
  };
  return {
    ...{ name, apiVersion, capabilities },
    ...(options === undefined ? {} : { options }),
    ...(version === undefined ? {} : { version }),
    ...(strategy.recommend && { recommend: (ask) => told(() => strategy.recommend!(ask)) }),
    ...(strategy.prepare && { prepare: (ask) => told(() => strategy.prepare!(ask)) }),
    suggest: (ask) => told(() => strategy.suggest(ask)),
  };
}

async function optimizeRun(
  context: RunContext,
  run: OpenRun,
  semaphore: RunTurns,
  concurrency: number,
): Promise<void> {
  const { design, executor, limits, stop, secondsLeft, notify } = context;
  const { label, repeat, study } = run;
  const { objective, pruner } = design;
  const seconds = secondsLeft();
  if (stop.isStopped || (seconds !== undefined && seconds <= 0)) return;
  try {
    await study.optimize(objective, {
      ...limits,
      ...{ semaphore, concurrency, executor, budget: budgetOf(design) },
      signal: stop.signal,
      ...(seconds === undefined ? {} : { seconds }),
      ...(pruner === undefined ? {} : { pruner }),
      onEvent(event) {
        if (event.type === 'trial-started') semaphore.trialBegan();
        notify({ label, repeat, ...event });
      },
    });
  } catch (error) {
    takeError(context, run, error);
  }
}

/**
 * An error of a run: one of its strategy ends the runs of that strategy, any other one the comparison. After
 * an abort only errors of the storage count.
 */
export function takeError(
  { stop, failures, notify }: RunContext,
  { label, repeat, isOfStrategy }: OpenRun,
  error: unknown,
): void {
  // Whatever its code says: a strategy may throw what it likes.
  const isThrown = isOfStrategy(error);
  if (stop.isStopped && (isThrown || !hasCode(error, 'STORAGE_'))) return;
  if (!isThrown && !hasCode(error, 'STRATEGY_')) return stop.fail(error);
  const failure = failures.add(label, repeat, error);
  if (failure !== undefined) notify({ label, repeat, type: 'strategy-failed', error, failure });
}

const hasCode = (error: unknown, prefix: string): boolean =>
  isTuneError(error) && error.code.startsWith(prefix);
