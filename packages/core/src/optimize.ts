import type { Executor, Job } from './executor.ts';
import type { Point } from './space.ts';
import type { StudyEvent } from './study-event.ts';
import type { Outcome, Trial } from './trial.ts';

/** What the loop needs of a study: it decides nothing about trials itself. */
export interface Searchable<P extends Point> {
  /** How many more trials may be asked for now; 0 once a budget is spent or a stopping rule says so. */
  allowed(): number;
  /** Whether the strategy had fewer points than the last ask wanted: the finite space is used up. */
  exhausted(): boolean;
  incumbent(): Trial<P> | undefined;
  ask(count: number, options: { signal: AbortSignal }): Promise<readonly Trial<P>[]>;
  /** From here on the trial's evaluation is timed and its lease kept. */
  begun(trial: Trial<P>): void;
  report(trial: Trial<P>, report: { readonly step: number; readonly value: number }): Promise<void>;
  tell(trial: Trial<P>, outcome: Outcome): Promise<Trial<P>>;
}

/**
 * Asks and tells until nothing more is allowed, the space is used up or the signal aborts; then the
 * running trials are cancelled and their outcomes told. A failed trial is an event, never a throw.
 */
export async function* optimize<P extends Point>(
  study: Searchable<P>,
  executor: Executor,
  signal: AbortSignal,
): AsyncGenerator<StudyEvent<P>> {
  const running = new Map<number, Trial<P>>();
  const outcomes = executor.outcomes()[Symbol.asyncIterator]();
  let exhausted = false;
  const cancelAll = () => {
    for (const number of running.keys()) executor.cancel(number, String(signal.reason));
  };
  signal.addEventListener('abort', cancelAll);
  try {
    for (;;) {
      const over: boolean = signal.aborted || exhausted;
      const wanted: number = over ? 0 : Math.min(executor.slots(), study.allowed());
      if (wanted > 0) {
        const asked = await askUnlessAborted(study, wanted, signal);
        if (asked === undefined) continue;
        exhausted = study.exhausted();
        for (const trial of asked) {
          running.set(trial.number, trial);
          yield { type: 'trial-started', trial };
          study.begun(trial);
          executor.submit(jobOf(trial));
          if (signal.aborted) executor.cancel(trial.number, String(signal.reason));
        }
        if (exhausted) yield { type: 'exhausted' };
        continue;
      }
      if (running.size === 0) return;
      const { value: event, done } = await outcomes.next();
      if (done === true) return;
      const started = running.get(event.trialId);
      if (event.type === 'reported') {
        const { trialId: number, step, value, total } = event;
        if (started !== undefined) await study.report(started, { step, value });
        const of = total === undefined ? {} : { total };
        yield { type: 'trial-reported', number, step, value, ...of };
      } else {
        if (started === undefined || started.token !== event.token) continue;
        running.delete(event.trialId);
        const trial = await study.tell(started, event.outcome);
        yield { type: 'trial-ended', trial, improved: study.incumbent()?.number === trial.number };
      }
    }
  } finally {
    signal.removeEventListener('abort', cancelAll);
  }
}

/** Undefined where the strategy stopped because it was told to. */
async function askUnlessAborted<P extends Point>(
  study: Searchable<P>,
  count: number,
  signal: AbortSignal,
): Promise<readonly Trial<P>[] | undefined> {
  try {
    return await study.ask(count, { signal });
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

const jobOf = (trial: Trial): Job => ({
  trialId: trial.number,
  attempt: trial.attempt,
  token: trial.token,
  point: trial.point,
  ...(trial.fidelity === undefined ? {} : { fidelity: trial.fidelity }),
  seed: trial.seed,
});
