import { boundedText, MAX_TEXT } from '../bounded-text.ts';
import { coreError } from '../errors.ts';
import type { StudyEvent } from '../events/events.ts';
import { isSameOutcome, toOutcome, withoutRetry, type Told } from '../execution/outcome.ts';
import { frozenCopy } from '../storage/frozen-copy.ts';
import { checkReport } from './check-options.ts';
import type { StudyParts } from './study-parts.ts';
import type { Outcome, Report, Trial } from './trial.ts';

/** How many trials are released in one write. */
const RELEASED_AT_ONCE = 1000;

/** What says which attempt of which trial is meant. */
export type AttemptOf = Pick<Trial, 'number' | 'attempt' | 'token'>;

/** Stores what came of trials, and what they report on the way. */
export class Teller {
  readonly #parts: StudyParts;

  constructor(parts: StudyParts) {
    this.#parts = parts;
  }

  async tell(asked: AttemptOf, told: Told): Promise<Trial> {
    assertTrial(asked);
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
          ...{ trial: number, stored: shown(stored), told: shown(final) },
        });
      }
      const at = options.clock();
      const measured = (at - (heldTrials.startedAt(token) ?? at)) / 1000;
      const { seconds: evaluateSeconds = measured } = final;
      const type = 'trial-ended' as const;
      const event = { type, at, number, attempt, token, outcome: final, evaluateSeconds };
      if (!(await log.append([Object.freeze(event)]))) continue;
      heldTrials.end(token);
      return log.state.trial(number)!;
    }
  }

  report(asked: AttemptOf, { step, value }: Report): void {
    assertTrial(asked);
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

  /** Trials that were asked for and not told wait to be run again. Goes on after a fault, and throws the first. */
  async releaseAll(reason: string): Promise<void> {
    const { heldTrials } = this.#parts;
    const outcome: Outcome = Object.freeze({ state: 'cancelled', reason, retryable: true });
    let failure: { readonly error: unknown } | undefined;
    // An ask that is under way may begin further ones meanwhile.
    while (heldTrials.size > 0) {
      const trials = heldTrials.trials().slice(0, RELEASED_AT_ONCE);
      for (const { token } of trials) heldTrials.end(token);
      await this.#release(trials, outcome).catch((error: unknown) => (failure ??= { error }));
    }
    if (failure !== undefined) throw failure.error;
  }

  /** In one write: thousands of trials must not wait for the disk one by one. */
  async #release(trials: readonly Trial[], outcome: Outcome): Promise<void> {
    const { log, options } = this.#parts;
    const { state } = log;
    for (;;) {
      const at = options.clock();
      const events = trials.flatMap(({ number, token, attempt }): StudyEvent[] => {
        const isHeld = state.running.has(number) && state.trial(number)?.token === token;
        const ended = { number, attempt, token, outcome, evaluateSeconds: 0 };
        return isHeld ? [{ type: 'trial-ended', at, ...ended }] : [];
      });
      if (events.length === 0 || (await log.append(events))) return;
    }
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

/** @throws STUDY_TRIAL_UNKNOWN  it is a number, or another object */
function assertTrial(asked: AttemptOf): void {
  const { number, attempt } = Object(asked) as Partial<AttemptOf>;
  if (!Number.isInteger(number) || !Number.isInteger(attempt)) {
    throw coreError('STUDY_TRIAL_UNKNOWN', { given: asked });
  }
}

/** The reason of a trial that was tried more than once says how often. */
function counted(outcome: Outcome, retries: number): Outcome {
  if (outcome.state !== 'failed' || outcome.retryable !== true || retries === 0) return outcome;
  const tries = `; it was tried ${retries + 1} times`;
  return { ...outcome, reason: boundedText(outcome.reason, MAX_TEXT - tries.length) + tries };
}

/** An outcome as a message names it: two complete ones differ in their values. */
const shown = (outcome: Outcome): string =>
  outcome.state === 'complete' ? `complete with ${outcome.values.join(', ')}` : outcome.state;
