import { coreError } from '../errors.ts';
import { isSameOutcome, toOutcome, withoutRetry, type Told } from '../execution/outcome.ts';
import { frozenCopy } from '../storage/frozen-copy.ts';
import { checkReport } from './check-options.ts';
import type { StudyParts } from './study-parts.ts';
import type { Outcome, Report, Trial } from './trial.ts';

/** What says which attempt of which trial is meant. */
export type AttemptOf = Pick<Trial, 'number' | 'attempt' | 'token'>;

/** Stores what came of trials, and what they report on the way. */
export class Teller {
  readonly #parts: StudyParts;

  constructor(parts: StudyParts) {
    this.#parts = parts;
  }

  async tell(asked: AttemptOf, told: Told): Promise<Trial> {
    const { log, reports, heldTrials, options } = this.#parts;
    const { number, attempt, token } = asked;
    const outcome = frozenCopy(toOutcome(number, told));
    reports.finish(asked);
    if (reports.isPending) await reports.flush();
    for (;;) {
      this.#parts.assertOpen();
      const trial = this.#attempt(asked);
      const { retries = 0 } = trial;
      const isSpent = retries >= options.maxRetries;
      const final = isSpent ? withoutRetry(counted(outcome, retries)) : outcome;
      const stored = trial.outcome ?? trial.interruption;
      if (stored !== undefined) {
        if (isSameOutcome(stored, final)) return trial;
        throw coreError('STUDY_OUTCOME_CONFLICT', {
          ...{ trial: number, stored: stored.state, told: final.state },
        });
      }
      const at = options.clock();
      const evaluateSeconds = (at - (heldTrials.startedAt(token) ?? at)) / 1000;
      const type = 'trial-ended' as const;
      const event = { type, at, number, attempt, token, outcome: final, evaluateSeconds };
      if (!(await log.append([Object.freeze(event)]))) continue;
      heldTrials.end(token);
      return log.state.trial(number)!;
    }
  }

  report(asked: AttemptOf, { step, value }: Report): void {
    checkReport(step, value);
    // Not an error: reports are seldom awaited, and a rejection that is not would end the process.
    if (this.#parts.isDisposed) return;
    const { number, attempt, token } = asked;
    const trial = this.#parts.log.state.trial(number);
    if (trial === undefined) throw coreError('STUDY_TRIAL_UNKNOWN', { trial: number });
    // What comes after the end, or after another process took the trial over, is ignored: tell() says so.
    const isRunning = trial.state === 'running' && trial.token === token;
    if (isRunning) {
      // JSON has no -0.
      this.#parts.reports.add({ number, attempt, step: step + 0, value: value + 0 });
    }
  }

  /** Trials that were asked for and not told wait to be run again; a fault with one keeps no other. */
  async releaseAll(reason: string): Promise<void> {
    const { heldTrials } = this.#parts;
    const outcome: Outcome = Object.freeze({ state: 'cancelled', reason, retryable: true });
    let failure: { readonly error: unknown } | undefined;
    // An ask that is under way may begin further ones meanwhile.
    while (heldTrials.size > 0) {
      for (const trial of heldTrials.trials()) {
        heldTrials.end(trial.token);
        await this.#release(trial, outcome).catch((error: unknown) => (failure ??= { error }));
      }
    }
    if (failure !== undefined) throw failure.error;
  }

  async #release({ number, token, attempt }: Trial, outcome: Outcome): Promise<void> {
    const { log, options } = this.#parts;
    const at = options.clock();
    const ended = { number, attempt, token, outcome, evaluateSeconds: 0 };
    const isHeld = () => log.state.running.has(number) && log.state.trial(number)?.token === token;
    while (isHeld() && !(await log.append([{ type: 'trial-ended', at, ...ended }])));
  }

  /** The trial, if its latest attempt is the one that is meant. */
  #attempt({ number, attempt, token }: AttemptOf): Trial {
    const trial = this.#parts.log.state.trial(number);
    if (trial === undefined || !(trial.attempt >= attempt) || !(attempt >= 1)) {
      throw coreError('STUDY_TRIAL_UNKNOWN', { trial: number });
    }
    if (trial.attempt !== attempt || trial.token !== token) {
      this.#parts.heldTrials.end(token);
      throw coreError('STUDY_TRIAL_LOST', { trial: number, attempt: trial.attempt });
    }
    return trial;
  }
}

/** The reason of a trial that was tried more than once says how often. */
function counted(outcome: Outcome, retries: number): Outcome {
  if (outcome.state !== 'failed' || outcome.retryable !== true || retries === 0) return outcome;
  return { ...outcome, reason: `${outcome.reason}; it was tried ${retries + 1} times` };
}
