import type { TrialFact } from './fact-head.ts';
import type { Trial } from './trial.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Of<Type extends TrialFact['type']> = Extract<TrialFact, { type: Type }>;
type After<Type extends TrialFact['type']> = (
  before: Trial | undefined,
  fact: Of<Type>,
) => Trial | undefined;

/** What each type of fact makes of a trial; a new type adds its line here. */
const AFTER: { readonly [Type in TrialFact['type']]: After<Type> } = {
  'trial-enqueued': (_, { number, point, seed }) => {
    const known = { number, point, seed, attempt: 0, token: '', suggestSeconds: 0 };
    return { ...known, state: 'waiting' };
  },
  'trial-started': (_, fact) => {
    const { number, attempt, token, point, fidelity, meta, seed, suggestSeconds, at } = fact;
    const trial: Mutable<Trial> = {
      number,
      attempt,
      token,
      state: 'running',
      point,
      seed,
      startedAt: at,
      suggestSeconds,
    };
    if (fidelity !== undefined) trial.fidelity = fidelity;
    if (meta !== undefined) trial.meta = meta;
    return trial;
  },
  'trial-taken': (before, { attempt, token, at }) => {
    if (before === undefined) return undefined;
    const { outcome: _outcome, evaluateSeconds: _seconds, endedAt: _ended, ...known } = before;
    // An interruption is nobody's fault; a lost process or a failure may be the point's.
    const isRetry = before.state === 'running' || before.state === 'failed';
    const retries = (before.retries ?? 0) + (isRetry ? 1 : 0);
    const begun = { attempt, token, state: 'running' as const, startedAt: at };
    return { ...known, ...begun, ...(retries ? { retries } : {}) };
  },
  'trial-reported': (before) => before,
  'trial-ended': (before, { outcome, evaluateSeconds, at: endedAt }) => {
    if (before === undefined) return undefined;
    const { state } = outcome;
    const trial: Mutable<Trial> = { ...before, state, outcome, evaluateSeconds, endedAt };
    if (outcome.state === 'complete') trial.value = outcome.values[0]!;
    return trial;
  },
};

/** A trial after a further fact about it; undefined while it has not begun to be there. */
export function trialAfter(before: Trial | undefined, fact: TrialFact): Trial | undefined {
  return (AFTER[fact.type] as After<TrialFact['type']>)(before, fact as never);
}
