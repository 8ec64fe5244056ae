import {
  inProcessExecutor,
  isTuneError,
  type Executor,
  type Objective,
  type Outcome,
  type Trial,
} from '@tune/core';
import { bestTrial } from '@tune/core/plugin';
import type { CleanUp } from './clean-up.ts';
import { studyNameOf, type Design, type Run } from './design.ts';
import { shareInterval, type Interval } from './statistics/share-interval.ts';
import type { RunTrials } from './strategy-results.ts';

/** What the best trial of a strategy is worth on data that no evaluation has seen. */
export interface HeldOutTest {
  readonly label: string;
  /** What it was scored on: `the 10,000 test images`. */
  readonly description: string;
  readonly point: Trial['point'];
  /** The value that it was chosen by, and that of the test; null if it failed, with a reason. */
  readonly chosenBy: number;
  readonly value: number | null;
  readonly reason?: string;
  /** 95 % interval, if the value is a share of so many answers. */
  readonly samples?: number;
  readonly interval?: Interval;
}

export type HeldOutTestEvent =
  | { readonly type: 'test-started'; readonly label: string }
  | ({ readonly type: 'tested' } & HeldOutTest);

/** What a held-out test needs besides the trials. */
export interface HeldOutTestOptions {
  readonly signal: AbortSignal;
  /** Told if the executor cannot be closed, which is no reason to withhold the scores. */
  readonly cleanUp: CleanUp;
  readonly openTest?: ((test: Objective) => Executor) | undefined;
  notify(event: HeldOutTestEvent): void;
}

interface Best extends Run {
  readonly trial: Trial;
}

/**
 * Scores the best trial of each strategy once by `objective.test()`, with the point and the seed of
 * the trial; once for all strategies that chose the same. None if the objective has no test, or after an
 * abort.
 */
export async function runHeldOutTests(
  design: Design,
  runs: readonly RunTrials[],
  { signal, openTest = inProcessExecutor, notify, cleanUp }: HeldOutTestOptions,
): Promise<HeldOutTest[]> {
  const bests = bestsOf(design, runs);
  const test = signal.aborted || bests.length === 0 ? undefined : design.objective.test?.();
  if (test === undefined) return [];
  const outcomes = new Map<string, Outcome>();
  const tests: HeldOutTest[] = [];
  const executor = openTest(test);
  try {
    for (const best of bests) {
      if (signal.aborted) break;
      const { label, trial } = best;
      const key = JSON.stringify([trial.seed, trial.point]);
      let outcome = outcomes.get(key);
      if (outcome === undefined) {
        notify({ type: 'test-started', label });
        outcomes.set(key, (outcome = await evaluate(executor, design, best, signal)));
      }
      if (outcome.state === 'cancelled') continue;
      const tested = testOf(label, test, trial, outcome);
      tests.push(tested);
      notify({ type: 'tested', ...tested });
    }
  } finally {
    await cleanUp.run(() => executor.close());
  }
  return tests;
}

/** The best trial of each strategy over its repeats. */
function bestsOf({ contenders, objective }: Design, runs: readonly RunTrials[]): Best[] {
  return contenders.flatMap(({ label }) => {
    const own = runs.filter((run) => run.label === label);
    const bests = own.flatMap((run) => bestTrial(run.trials, objective.direction) ?? []);
    const trial = bestTrial(bests, objective.direction);
    const run = own.find(({ trials }) => trial !== undefined && trials.includes(trial));
    return trial === undefined || run === undefined ? [] : [{ label, repeat: run.repeat, trial }];
  });
}

async function evaluate(
  executor: Executor,
  design: Design,
  { trial, ...run }: Best,
  signal: AbortSignal,
): Promise<Outcome> {
  const { number, attempt, point, seed } = trial;
  const { reference } = design.objective;
  // Not the name of the run: its job was another one.
  const study = `${studyNameOf(design, run)}/test`;
  const job = {
    id: `${study}/${number}/${attempt}`,
    ...{ study, trial: number, attempt, point, seed },
    ...(reference === undefined ? {} : { objective: { ...reference, isTest: true } }),
  };
  try {
    return await executor.run(job, { signal, report: () => undefined });
  } catch (error) {
    if (signal.aborted && isTuneError(error, 'EXECUTOR_CLOSED')) {
      return { state: 'cancelled', reason: error.message };
    }
    throw error;
  }
}

function testOf(
  label: string,
  { samples, description = 'the test' }: Objective,
  { point, value: chosenBy }: Trial,
  outcome: Outcome,
): HeldOutTest {
  const value = outcome.state === 'complete' ? outcome.values[0]! : null;
  return {
    ...{ label, description, point, chosenBy: chosenBy!, value },
    ...('reason' in outcome ? { reason: outcome.reason } : {}),
    ...(samples === undefined ? {} : { samples }),
    ...(samples === undefined || value === null ? {} : { interval: shareInterval(value, samples) }),
  };
}
