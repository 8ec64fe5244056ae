import type { TrialEvent } from './event-index.ts';
import type { Trial } from '../study/trial.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A trial after a further event about it; undefined while it does not exist. */
export function reduceTrial(before: Trial | undefined, event: TrialEvent): Trial | undefined {
  if (event.type === 'trial-enqueued') {
    const { number, point, seed } = event;
    const waits = { attempt: 0, token: '', state: 'waiting' as const, suggestSeconds: 0 };
    return { number, ...waits, point, seed, isEnqueued: true };
  }
  if (event.type === 'trial-started') return started(event);
  if (before === undefined) return undefined;
  return event.type === 'trial-claimed' ? claimed(before, event) : ended(before, event);
}

// Field by field: these run once or twice for each trial, and a spread costs as much as all the rest.
function started(event: TrialEvent & { type: 'trial-started' }): Trial {
  const { number, attempt, token, point, fidelity, meta, seed, suggestSeconds, at } = event;
  const state = 'running';
  const trial: Mutable<Trial> = {
    number,
    attempt,
    token,
    state,
    point,
    seed,
    startedAt: at,
    suggestSeconds,
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
  const { number, attempt, token, retries, point, fidelity, meta, seed } = before;
  const { startedAt, suggestSeconds, isEnqueued } = before;
  const isCutOff = outcome.state !== 'complete' && outcome.retryable === true;
  const state = isCutOff ? 'waiting' : outcome.state;
  const trial: Mutable<Trial> = {
    number,
    attempt,
    token,
    state,
    point,
    seed,
    suggestSeconds,
    endedAt,
    evaluateSeconds,
  };
  if (startedAt !== undefined) trial.startedAt = startedAt;
  if (isEnqueued !== undefined) trial.isEnqueued = isEnqueued;
  if (retries !== undefined) trial.retries = retries;
  if (fidelity !== undefined) trial.fidelity = fidelity;
  if (meta !== undefined) trial.meta = meta;
  if (isCutOff) trial.interruption = outcome;
  else trial.outcome = outcome;
  if (outcome.state === 'complete') {
    trial.values = outcome.values;
    trial.value = outcome.values[0]!;
  }
  return trial;
}
