import type { Outcome } from './trial.ts';

/** An interrupted trial is not at its end. */
export const withRetry = (outcome: Outcome): Outcome =>
  outcome.state === 'cancelled' ? { ...outcome, retryable: true } : outcome;

/** The end of a trial that has been tried often enough. */
export function withoutRetry(outcome: Outcome): Outcome {
  if (outcome.state !== 'failed') return outcome;
  const { retryable: _retryable, ...final } = outcome;
  return final;
}
