import type { Executor, ExecutorEvent, Job } from './executor.ts';
import type { Curve, Pruner } from './pruner.ts';
import type { Point } from './space.ts';
import type { StudyEvent } from './study-event.ts';
import type { Outcome, Report, Trial } from './trial.ts';

/** What the loop needs of a study: it decides nothing about trials itself. */
export interface Searchable<P extends Point> {
  /** How many more trials may be asked for now; 0 once a budget is spent or a stopping rule says so. */
  allowed(): number;
  /** Whether the strategy had no point at the last ask: the finite space is used up. */
  exhausted(): boolean;
  incumbent(): Trial<P> | undefined;
  ask(count: number, options: { signal: AbortSignal }): Promise<readonly Trial<P>[]>;
  /** From here on the trial's evaluation is timed and its lease kept. */
  begun(trial: Trial<P>): void;
  report(trial: Trial<P>, report: Report): Promise<void>;
  tell(trial: Trial<P>, outcome: Outcome): Promise<Trial<P>>;
  /** What all trials have reported, for a pruner. */
  curves(): readonly Curve[];
}

/** How a study is run; nothing of it is part of the study. */
export interface OptimizeOptions {
  /** Aborted when it is to stop: the running trials are cancelled and their outcomes told. */
  readonly signal?: AbortSignal;
  /** By the study's clock: from then on no further trial is begun. */
  readonly until?: number;
  /** Stops trials early, by what they report. */
  readonly pruner?: Pruner;
  /** How long one evaluation may take. */
  readonly timeoutMs?: number;
  /** So many failed trials in a row, and no further one is begun. Default: never. */
  readonly maxFailures?: number;
}

/** A trial at work, and what the loop knows of it. */
interface Running<P extends Point> {
  readonly trial: Trial<P>;
  last?: Report;
  /** Why it is being pruned: from that moment on nothing changes what it becomes. */
  pruned?: string;
}

/**
 * Asks and tells until nothing more is allowed, the space is used up or the signal aborts; then the
 * running trials are cancelled and their outcomes told. A failed trial is an event, never a throw.
 */
export async function* optimize<P extends Point>(
  study: Searchable<P>,
  executor: Executor,
  options: OptimizeOptions,
): AsyncGenerator<StudyEvent<P>> {
  const { signal = new AbortController().signal, maxFailures = Infinity, pruner } = options;
  const running = new Map<number, Running<P>>();
  const outcomes = executor.outcomes()[Symbol.asyncIterator]();
  let failures = 0;
  let exhausted = false;
  const cancelAll = () => {
    for (const number of running.keys()) executor.cancel(number, String(signal.reason));
  };

  async function* begin(wanted: number): AsyncGenerator<StudyEvent<P>> {
    const asked = await askUnlessAborted(study, wanted, signal);
    if (asked === undefined) return;
    exhausted = study.exhausted();
    for (const trial of asked) {
      running.set(trial.number, { trial });
      yield { type: 'trial-started', trial };
      study.begun(trial);
      executor.submit(jobOf(trial, options.timeoutMs));
      if (signal.aborted) executor.cancel(trial.number, String(signal.reason));
    }
    if (exhausted) yield { type: 'exhausted' };
  }

  /** What a trial reports once it is being pruned came too late, and counts for nothing. */
  async function* take(
    one: Running<P>,
    event: ExecutorEvent & { type: 'reported' },
  ): AsyncGenerator<StudyEvent<P>> {
    if (one.pruned !== undefined) return;
    const { trialId: number, step, value, total } = event;
    one.last = { step, value };
    await study.report(one.trial, one.last);
    yield {
      type: 'trial-reported',
      number,
      step,
      value,
      ...(total === undefined ? {} : { total }),
    };
    if (pruner === undefined) return;
    const curves = study.curves();
    const own = curves.find((curve) => curve.number === number);
    const others = curves.filter((curve) => curve.number !== number);
    if (own === undefined || pruner.decide(others, own) === 'keep') return;
    one.pruned = `pruned by ${pruner.name} at step ${step}`;
    executor.cancel(number, one.pruned);
  }

  async function* end(
    one: Running<P>,
    event: ExecutorEvent & { type: 'ended' },
  ): AsyncGenerator<StudyEvent<P>> {
    running.delete(event.trialId);
    const trial = await study.tell(one.trial, outcomeOf(event.outcome, one));
    yield { type: 'trial-ended', trial, improved: study.incumbent()?.number === trial.number };
    if (trial.state === 'failed') failures += 1;
    else if (trial.state !== 'cancelled') failures = 0;
    if (failures === maxFailures) yield { type: 'gave-up', failures };
  }

  signal.addEventListener('abort', cancelAll);
  try {
    for (;;) {
      const over: boolean = signal.aborted || exhausted || failures >= maxFailures;
      const allowed: number = over ? 0 : study.allowed();
      const wanted: number = allowed > 0 ? Math.min(executor.slots(), allowed) : 0;
      if (wanted > 0) {
        yield* begin(wanted);
        continue;
      }
      // Without a slot of its own a study waits until one is free.
      if (running.size === 0 && allowed <= 0) return;
      const { value: event, done } = await outcomes.next();
      if (done === true) return;
      if (event.type === 'freed') continue;
      const one = running.get(event.trialId);
      if (one === undefined) continue;
      if (event.type === 'reported') yield* take(one, event);
      else if (one.trial.token === event.token) yield* end(one, event);
    }
  } finally {
    signal.removeEventListener('abort', cancelAll);
  }
}

/**
 * What is stored of a trial. One that was to be pruned is, even where it was quicker than the word:
 * else it would depend on the moment, and a resumed study would not be the uninterrupted one.
 */
function outcomeOf<P extends Point>(outcome: Outcome, { pruned, last }: Running<P>): Outcome {
  const steps = last === undefined ? {} : { steps: last.step };
  const metrics = { ...outcome.metrics, ...steps };
  const measured = Object.keys(metrics).length === 0 ? {} : { metrics };
  if (pruned === undefined) return { ...outcome, ...measured };
  const value = last !== undefined && Number.isFinite(last.value) ? { value: last.value } : {};
  return { state: 'pruned', reason: pruned, ...value, ...measured };
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

const jobOf = (trial: Trial, timeoutMs: number | undefined): Job => ({
  trialId: trial.number,
  attempt: trial.attempt,
  token: trial.token,
  point: trial.point,
  ...(trial.fidelity === undefined ? {} : { fidelity: trial.fidelity }),
  seed: trial.seed,
  ...(timeoutMs === undefined ? {} : { timeoutMs }),
});
