import type { TrialEvent } from './event-index.ts';
import type { Trial } from './trial.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A trial after a further event about it; undefined while it does not exist. */
export function trialAfter(before: Trial | undefined, event: TrialEvent): Trial | undefined {
  if (event.type === 'trial-enqueued') {
    const { number, point, seed } = event;
    return { number, attempt: 0, token: '', state: 'waiting', point, seed, suggestSeconds: 0 };
  }
  if (event.type === 'trial-started') return started(event);
  if (before === undefined) return undefined;
  return event.type === 'trial-claimed' ? claimed(before, event) : ended(before, event);
}

function started(event: TrialEvent & { type: 'trial-started' }): Trial {
  const { number, attempt, token, point, fidelity, meta, seed, suggestSeconds, at } = event;
  const trial: Mutable<Trial> = {
    ...{ number, attempt, token, state: 'running', point, seed, startedAt: at, suggestSeconds },
  };
  if (fidelity !== undefined) trial.fidelity = fidelity;
  if (meta !== undefined) trial.meta = meta;
  return trial;
}

function claimed(before: Trial, event: TrialEvent & { type: 'trial-claimed' }): Trial {
  const { attempt, token, at } = event;
  const { outcome: _o, interruption, evaluateSeconds: _s, endedAt: _e, ...known } = before;
  // Interruptions do not count as retries; crashes and failures do.
  const isRetry = before.state === 'running' || interruption?.state === 'failed';
  const retries = (before.retries ?? 0) + (isRetry ? 1 : 0);
  const begun = { attempt, token, state: 'running' as const, startedAt: at };
  return { ...known, ...begun, ...(retries > 0 ? { retries } : {}) };
}

function ended(before: Trial, event: TrialEvent & { type: 'trial-ended' }): Trial {
  const { outcome, evaluateSeconds, at: endedAt } = event;
  const known = { ...before, evaluateSeconds, endedAt };
  if (outcome.state === 'complete') {
    const { values } = outcome;
    return { ...known, state: 'complete', outcome, values, value: values[0]! };
  }
  // Cut off: it waits to run again.
  if (outcome.retryable === true) return { ...known, state: 'waiting', interruption: outcome };
  return { ...known, state: outcome.state, outcome };
}
