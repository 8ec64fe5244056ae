import {
  inProcessExecutor,
  isBetter,
  type Executor,
  type ExecutorEvent,
  type Objective,
  type Outcome,
  type Trial,
} from '@tune/core';
import type { Design } from './design.ts';
import { shareInterval, type Interval } from './statistics.ts';
import type { LaneTrials } from './summary.ts';

/** What the best of a strategy is worth on what no evaluation has seen. */
export interface FinalTest {
  readonly label: string;
  /** What it was scored on: `the 10,000 test images`. */
  readonly description: string;
  readonly point: Trial['point'];
  /** The value that it was chosen by, and that of the test; null where it failed, with a reason. */
  readonly chosenBy: number;
  readonly value: number | null;
  readonly reason?: string;
  /** 95 % interval, where the value is a share of so many answers. */
  readonly samples?: number;
  readonly interval?: Interval;
}

export type FinalTestEvent =
  | { readonly type: 'test-started'; readonly label: string }
  | ({ readonly type: 'tested' } & FinalTest);

/** What of a comparison's surroundings a test is given. */
export interface TestSurroundings {
  readonly signal?: AbortSignal;
  readonly abandon?: AbortSignal;
  readonly openTest?: (test: Objective) => Executor;
}

/**
 * Scores the best trial of each strategy once by `objective.test()`, with the point and the seed of
 * the trial; where several strategies chose the same, once for all of them. Nothing where the
 * objective has no test, or after an abort.
 */
export async function* finalTests(
  { objective, contenders }: Design,
  lanes: readonly LaneTrials[],
  surroundings: TestSurroundings,
): AsyncGenerator<FinalTestEvent> {
  const test = objective.test?.();
  if (test === undefined) return;
  const { signal, openTest = inProcessExecutor } = surroundings;
  const outcomes = new Map<string, Outcome>();
  const executor = openTest(test);
  const events = executor.outcomes()[Symbol.asyncIterator]();
  try {
    for (const { label } of contenders) {
      const best = bestOf(
        lanes.flatMap((lane) => (lane.label === label ? lane.trials : [])),
        test,
      );
      if (best === undefined || signal?.aborted === true) continue;
      const key = JSON.stringify([best.seed, best.point]);
      if (!outcomes.has(key)) {
        yield { type: 'test-started', label };
        outcomes.set(key, await evaluate(executor, events, best, surroundings));
      }
      const outcome = outcomes.get(key)!;
      if (outcome.state !== 'cancelled') {
        yield { type: 'tested', ...resultOf(label, test, best, outcome) };
      }
    }
  } finally {
    await executor.close();
    await test.dispose?.();
  }
}

function bestOf(trials: readonly Trial[], { direction }: Objective): Trial | undefined {
  let best: Trial | undefined;
  for (const trial of trials) {
    if (trial.state !== 'complete' || trial.value === undefined) continue;
    if (best === undefined || isBetter(direction, trial.value, best.value!)) best = trial;
  }
  return best;
}

async function evaluate(
  executor: Executor,
  events: AsyncIterator<ExecutorEvent>,
  { number, point, seed }: Trial,
  { signal, abandon }: TestSurroundings,
): Promise<Outcome> {
  const cancel = (): void => executor.cancel(number, 'interrupted');
  const giveUp = (): void => void executor.close('interrupted');
  signal?.addEventListener('abort', cancel);
  abandon?.addEventListener('abort', giveUp);
  executor.submit({ trialId: number, attempt: 1, token: '', point, seed });
  try {
    for (;;) {
      const next = await events.next();
      if (next.done === true) return { state: 'cancelled', reason: 'the executor was closed' };
      if (next.value.type === 'ended') return next.value.outcome;
    }
  } finally {
    signal?.removeEventListener('abort', cancel);
    abandon?.removeEventListener('abort', giveUp);
  }
}

function resultOf(
  label: string,
  { samples, description = 'the test' }: Objective,
  best: Trial,
  outcome: Outcome,
): FinalTest {
  const value = outcome.state === 'complete' ? outcome.values[0]! : null;
  return {
    label,
    description,
    point: best.point,
    chosenBy: best.value!,
    value,
    ...('reason' in outcome ? { reason: outcome.reason } : {}),
    ...(samples === undefined ? {} : { samples }),
    ...(samples === undefined || value === null ? {} : { interval: shareInterval(value, samples) }),
  };
}
