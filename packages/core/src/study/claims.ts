import type { Ledger } from './ledger.ts';
import { hashSeed } from './rng.ts';
import type { LeaseTerms, StudyFact } from './study-fact.ts';
import { MAX_RETRIES, type StudyOptions } from './study-options.ts';
import type { Trial } from './trial.ts';

type Options = Pick<StudyOptions<never>, 'lease' | 'clock' | 'seed' | 'maxRetries'>;

/** What an outcome has to show: its trial was not taken by somebody else in the meantime. */
export const tokenOf = (seed: number, number: number, attempt: number): string =>
  hashSeed(seed, 'token', number, attempt).toString(16);

/** The lease that a trial is begun with. */
export function termsOf({ lease }: Pick<Options, 'lease'>): { readonly lease?: LeaseTerms } {
  return lease === undefined ? {} : { lease: { holder: lease.holder, ms: lease.ms } };
}

/** Running trials whose process is gone, or has given no sign of life for the time of its lease. */
function abandoned(ledger: Ledger, { lease: own, clock }: Options): Trial[] {
  if (own === undefined) return [];
  const isSilent = ({ holder, ms }: LeaseTerms): boolean => {
    // To have begun a trial is a sign of life too.
    ledger.readAll();
    return clock() > ledger.lastSign(holder) + ms;
  };
  const isLost = (lease: LeaseTerms): boolean =>
    lease.holder !== own.holder && (own.isGone?.(lease.holder) ?? isSilent(lease));
  return [...ledger.held].flatMap((number) => {
    const lease = ledger.lease(number);
    return lease !== undefined && isLost(lease) ? ledger.trial(number)! : [];
  });
}

/** Trials that are there already and are to run, by number: those that wait, were cut off, or are abandoned. */
export function waitingTrials(ledger: Ledger, options: Options): Trial[] {
  const open = [...ledger.open].map((number) => ledger.trial(number)!);
  return [...abandoned(ledger, options), ...open].toSorted((a, b) => a.number - b.number);
}

/** The facts that begin up to `count` of them; one that lost its process too often has failed. */
export function takeUp(ledger: Ledger, options: Options, count: number): StudyFact[] {
  const { seed, clock, maxRetries = MAX_RETRIES } = options;
  const at = clock();
  return waitingTrials(ledger, options)
    .slice(0, count)
    .map(({ number, attempt: last, token, state, retries = 0 }) => {
      if (state === 'running' && retries >= maxRetries) {
        const reason = `its process ended without a word in each of ${last} attempts`;
        const outcome = { state: 'failed' as const, reason };
        const ended = { number, attempt: last, token, outcome, evaluateSeconds: 0 };
        return { type: 'trial-ended', at, ...ended };
      }
      const attempt = last + 1;
      const taken = { number, attempt, token: tokenOf(seed, number, attempt) };
      return { type: 'trial-taken', at, ...taken, ...termsOf(options) };
    });
}
