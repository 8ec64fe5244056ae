import type { StudyEvent } from '../events/events.ts';
import type { LeaseExpiry } from './lease-expiry.ts';
import type { LeaseTerms } from './lease.ts';
import type { StudyState } from '../events/study-state.ts';
import type { Trial } from '../study/trial.ts';

/** Running trials whose process is gone, or has been silent for its whole lease. */
function lostTrials(state: StudyState, leaseExpiry: LeaseExpiry): Trial[] {
  return [...state.running].flatMap((number) => {
    const lease = state.leaseOf(number);
    const trial = state.trial(number)!;
    return lease !== undefined && leaseExpiry.isLost(lease, trial.token) ? trial : [];
  });
}

/** Trials that exist and can be claimed, by number: waiting ones, and those that lost their process. */
export function claimableTrials(state: StudyState, leaseExpiry: LeaseExpiry): Trial[] {
  const waiting = [...state.waiting].map((number) => state.trial(number)!);
  return [...lostTrials(state, leaseExpiry), ...waiting].toSorted((a, b) => a.number - b.number);
}

/** The events that claim trials; one that lost its process too often has failed instead. */
export function claimTrials(
  trials: readonly Trial[],
  {
    at,
    maxRetries,
    lease,
    newToken,
  }: {
    readonly at: number;
    readonly maxRetries: number;
    readonly lease: { readonly lease?: LeaseTerms };
    readonly newToken: () => string;
  },
): StudyEvent[] {
  return trials.map(({ number, attempt, token, state, retries = 0 }) => {
    if (state === 'running' && retries >= maxRetries) {
      const reason = `its process ended without an outcome in each of ${attempt} attempts`;
      const outcome = { state: 'failed' as const, reason };
      return { type: 'trial-ended', at, number, attempt, token, outcome, evaluateSeconds: 0 };
    }
    const claim = { number, attempt: attempt + 1, token: newToken() };
    return { type: 'trial-claimed', at, ...claim, ...lease };
  });
}
