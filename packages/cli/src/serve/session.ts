import {
  isTuneError,
  type AskedTrial,
  type Json,
  type Outcome,
  type Report,
  type Study,
  type Trial,
  type TrialState,
} from '@tune/core';
import { reasonOf, yieldToEventLoop } from '@tune/core/plugin';
import { cliError } from '../errors.ts';
import { oneOf, readField, readFields, type ValuesOf } from './fields.ts';
import { invalidRequest } from './invalid-request.ts';
import { MAX_UNTOLD, OPERATIONS, type Operation } from './operations.ts';
import type { Request } from './request.ts';
import { startStudy, type Started } from './start.ts';

/** The answer to a request. */
export type Answer = Readonly<Record<string, Json>>;

type Values<Op extends Operation> = ValuesOf<(typeof OPERATIONS)[Op]>;

const OPERATION = oneOf(...(Object.keys(OPERATIONS) as Operation[]));

/** A strategy is asked for so many trials at once; between two pieces signals are heard. */
const PIECE = 100;

/** A trial that was asked for and not told. */
interface Untold {
  readonly trial: AskedTrial;
  last?: Report;
  /** Why it is to stop. */
  pruned?: string;
}

/** One study for a program that evaluates by itself: each operation of the protocol is a method. */
export class Session {
  readonly #signal: AbortSignal;
  #started: Started | undefined;
  #closing: Promise<void> | undefined;
  readonly #untold = new Map<number, Untold>();

  /** @param signal  when it aborts, an ask that is under way rejects with its reason */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  readonly #operations: {
    readonly [Op in Operation]: (values: Values<Op>) => Promise<Answer | undefined>;
  } = {
    start: (values) => this.#start(values),
    ask: (values) => this.#ask(values),
    report: (values) => this.#report(values),
    tell: (values) => this.#tell(values),
    add: (values) => this.#add(values),
    enqueue: (values) => this.#enqueue(values),
    best: () => this.#best(),
    status: () => this.#status(),
    stop: async () => undefined,
  };

  /** Aborts when what the study is stored in is gone. */
  get lost(): AbortSignal | undefined {
    return this.#started?.storage.lost;
  }

  /**
   * @returns undefined if the client asks to stop
   * @throws CLI_REQUEST_INVALID, CLI_REQUEST_KEY_UNKNOWN  and what the operation throws
   */
  answer(request: Request): Promise<Answer | undefined> {
    const op = readField(request, 'op', OPERATION);
    if ((op === 'start') === (this.#started !== undefined) && op !== 'stop') {
      throw invalidRequest('op', op === 'start' ? 'one "start" only' : '"start" first', op);
    }
    const values = readFields(op, request, OPERATIONS[op]);
    return (this.#operations[op] as (values: unknown) => Promise<Answer | undefined>)(values);
  }

  /** Trials that were asked for and not told wait to be asked for again. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    try {
      await this.#started?.study.dispose();
    } finally {
      await this.#started?.storage.close();
    }
  }

  async #start(values: Values<'start'>): Promise<Answer> {
    this.#started = await startStudy(values);
    return { ok: true, best: true };
  }

  /** Fewer than asked for if the budget or the space is used up, or the strategy has to see a result first. */
  async #ask({ count = 1 }: Values<'ask'>): Promise<Answer> {
    const study = this.#study;
    if (this.#untold.size + count > MAX_UNTOLD) {
      const left = MAX_UNTOLD - this.#untold.size;
      const limit = MAX_UNTOLD.toLocaleString('en-US');
      throw invalidRequest(
        'count',
        `at most ${left}, because ${limit} trials may be asked for and not told,`,
        count,
      );
    }
    const trials: Answer[] = [];
    while (trials.length < count) {
      const piece = await this.#piece(study, Math.min(PIECE, count - trials.length), trials.length);
      for (const trial of piece) {
        this.#untold.set(trial.number, { trial });
        trials.push(asked(trial));
      }
      if (piece.length === 0) break;
      if (trials.length < count) await yieldToEventLoop();
    }
    return { trials };
  }

  /** The next trials. If an ask fails after some trials have begun, those are what is answered. */
  async #piece(study: Study, count: number, begun: number): Promise<readonly AskedTrial[]> {
    try {
      return await study.ask({ count, signal: this.#signal });
    } catch (error) {
      if (begun > 0 && !this.#signal.aborted) return [];
      if (isTuneError(error) || this.#signal.aborted) throw error;
      throw cliError('STRATEGY_FAILED', { reason: reasonOf(error) }, { cause: error });
    }
  }

  /** `stop` is advice: what is told in the end is stored. */
  async #report({ id, step, value }: Values<'report'>): Promise<Answer> {
    const { study, pruner } = this.#started!;
    const untold = await this.#find(id);
    await study.report(untold.trial, { step, value });
    untold.last = { step, value };
    if (pruner !== undefined && untold.pruned === undefined) {
      if (await study.shouldStop(untold.trial, pruner)) {
        untold.pruned = `pruned by ${pruner.name} at step ${step}`;
      }
    }
    return { ok: true, stop: untold.pruned !== undefined };
  }

  async #tell({ id, value, failed, pruned }: Values<'tell'>): Promise<Answer> {
    const study = this.#study;
    const outcome = outcomeOf({ value, failed, pruned });
    // Telling the same again changes nothing, so a client that lost the answer may repeat it.
    const ended = this.#untold.has(id) ? undefined : endedTrial(study, id);
    if (ended?.state === 'pruned' && outcome.state === 'pruned') return { ok: true };
    if (ended !== undefined) {
      await study.tell(ended, outcome);
      return { ok: true };
    }
    const untold = await this.#find(id);
    await study.tell(untold.trial, outcome.state === 'pruned' ? prunedOutcome(untold) : outcome);
    this.#untold.delete(id);
    return { ok: true };
  }

  async #add({ params, value, failed }: Values<'add'>): Promise<Answer> {
    const outcome = outcomeOf({ value, failed });
    const { number } = await this.#study.add(params as Trial['point'], outcome);
    return { ok: true, id: number };
  }

  async #enqueue({ params }: Values<'enqueue'>): Promise<Answer> {
    const { number } = await this.#study.enqueue(params as Trial['point']);
    return { ok: true, id: number };
  }

  /** Nulls if no trial is complete yet. */
  async #best(): Promise<Answer> {
    const study = this.#study;
    await study.sync();
    const { best } = study;
    return { params: best?.point ?? null, value: best?.value ?? null, id: best?.number ?? null };
  }

  async #status(): Promise<Answer> {
    const study = this.#study;
    await study.sync();
    const trials: Record<TrialState, number> = {
      ...{ complete: 0, failed: 0, pruned: 0, cancelled: 0, running: 0, waiting: 0 },
    };
    for (const { state } of study.trials) trials[state] += 1;
    const { name, direction, seed, remaining, isOver: over } = study;
    return { name, direction, seed, trials, remaining: finiteOrNull(remaining), over };
  }

  /** A trial to report on or to tell: one that waits, or whose process is gone, is taken over. */
  async #find(id: number): Promise<Untold> {
    const study = this.#study;
    const known = this.#untold.get(id);
    if (known !== undefined) return known;
    const before = await study.reports(id);
    const untold: Untold = { trial: await study.claim(id) };
    // The client goes on where the process that is gone was: its reports belong to this attempt too.
    for (const report of before) {
      await study.report(untold.trial, report);
      untold.last = report;
    }
    this.#untold.set(id, untold);
    return untold;
  }

  get #study(): Study {
    return this.#started!.study;
  }
}

function asked({ number, point, meta = {}, fidelity }: Trial): Answer {
  const trial = { id: number, params: point, meta };
  return fidelity === undefined ? trial : { ...trial, fidelity };
}

const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** The trial, if it has ended. */
function endedTrial(study: Study, id: number): Trial | undefined {
  const trial = study.trials[id - 1];
  return trial?.outcome === undefined ? undefined : trial;
}

type Told = Omit<Values<'add'>, 'params'> & Partial<Values<'tell'>>;

function outcomeOf({ value, failed, pruned }: Told): Outcome {
  const given = Number(value !== undefined) + Number(failed !== undefined) + Number(pruned ?? 0);
  if (given !== 1) {
    const expected = 'either "value", or "failed" with a reason, or "pruned"';
    throw invalidRequest(
      'the outcome',
      expected,
      given === 0 ? undefined : { value, failed, pruned },
    );
  }
  if (value !== undefined) return { state: 'complete', values: [value] };
  if (failed !== undefined) return { state: 'failed', reason: failed };
  return { state: 'pruned', reason: 'told as pruned' };
}

/** With the last report as its value, and the steps that it did as its cost. */
function prunedOutcome({ last, pruned: reason = 'told as pruned' }: Untold): Outcome {
  if (last === undefined) return { state: 'pruned', reason };
  return { state: 'pruned', reason, value: last.value, metrics: { steps: last.step } };
}
