import { inProcessExecutor, isBetter, type Objective, type Outcome, type Trial } from '@tune/core';
import { abandonableObjective } from './abandon.ts';
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

/**
 * Scores the best trial of each strategy once by `objective.test()`, with the point and the seed of
 * the trial; where several strategies chose the same, once for all of them. Nothing where the
 * objective has no test, or after an abort.
 */
export async function* finalTests(
  { objective, contenders }: Design,
  lanes: readonly LaneTrials[],
  { signal, abandon }: { readonly signal?: AbortSignal; readonly abandon?: AbortSignal },
): AsyncGenerator<FinalTestEvent> {
  const test = objective.test?.();
  if (test === undefined) return;
  const outcomes = new Map<string, Outcome>();
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
        outcomes.set(key, await evaluate(test, best, { signal, abandon }));
      }
      const outcome = outcomes.get(key)!;
      if (outcome.state !== 'cancelled')
        yield { type: 'tested', ...resultOf(label, test, best, outcome) };
    }
  } finally {
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
  objective: Objective,
  { number, point, seed }: Trial,
  { signal, abandon }: { signal: AbortSignal | undefined; abandon: AbortSignal | undefined },
): Promise<Outcome> {
  const executor = inProcessExecutor(
    abandon === undefined ? objective : abandonableObjective(objective, abandon),
  );
  const cancel = (): void => void executor.cancel(number, 'interrupted');
  signal?.addEventListener('abort', cancel);
  executor.submit({ trialId: number, attempt: 1, token: '', point, seed });
  try {
    for await (const event of executor.outcomes()) if (event.type === 'ended') return event.outcome;
    return { state: 'cancelled', reason: 'the executor was closed' };
  } finally {
    signal?.removeEventListener('abort', cancel);
    await executor.close();
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
