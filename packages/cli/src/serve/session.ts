import {
  createStudy,
  memoryStorage,
  spaceFromJSON,
  TuneError,
  type Direction,
  type Json,
  type Outcome,
  type Storage,
  type Study,
  type Trial,
} from '@tune/core';
import { processClock, processLease, sqliteStorage, type SqliteStorage } from '@tune/runtime';
import { resolveStrategy } from '../plugins/strategies.ts';
import { field, oneOf, optional, text, wholeFrom, type Request } from './request.ts';

/** What a request is answered with; `stop` is answered by the end of the process. */
export type Answer = Readonly<Record<string, Json>>;

/** One study for a program that evaluates by itself: each operation of the protocol is a method. */
export class Session {
  #study: Study | undefined;
  #file: SqliteStorage | undefined;
  #rest: (() => void) | undefined;
  /** Trials that were asked for and not yet told. */
  readonly #asked = new Map<number, Trial>();

  readonly #operations: Readonly<Record<string, (request: Request) => Promise<Answer>>> = {
    start: (request) => this.#start(request),
    ask: (request) => this.#ask(request),
    tell: (request) => this.#tell(request),
    best: async () => this.#best(),
  };

  /** @throws CLI_REQUEST_INVALID  an operation or a field that is none; and what the operation throws */
  answer(request: Request): Promise<Answer> {
    const op = field(request, 'op', oneOf(...Object.keys(this.#operations), 'stop'));
    return this.#operations[op]!(request);
  }

  close(): void {
    this.#rest?.();
    this.#study?.close();
    this.#file?.close();
  }

  async #start(request: Request): Promise<Answer> {
    if (this.#study !== undefined) throw invalid('op', 'one start only', 'start');
    const space = spaceFromJSON(request['space']);
    const direction = field(request, 'direction', oneOf('minimize', 'maximize')) as Direction;
    const seed = optional(request, 'seed', wholeFrom(0)) ?? 1;
    const name = optional(request, 'strategy', text) ?? 'bayes';
    const init = optional(request, 'init', wholeFrom(1));
    const options = request['options'] ?? {};
    if (typeof options !== 'object' || Array.isArray(options)) {
      throw invalid('options', 'an object', options);
    }
    const strategy = await resolveStrategy(name, {
      ...options,
      ...(init === undefined ? {} : { initialTrials: init }),
    });
    await strategy.setup?.({
      signal: new AbortController().signal,
      progress: () => undefined,
    });
    const trials = optional(request, 'budget', wholeFrom(1));
    const file = optional(request, 'storage', text);
    const lease = file === undefined ? undefined : processLease();
    const study = await createStudy({
      name: optional(request, 'name', text) ?? 'study',
      space,
      direction,
      strategy,
      storage: this.#open(file),
      clock: processClock,
      // What an earlier client asked for and never told is asked again: its process is gone.
      ...(lease === undefined ? {} : { lease }),
      seed,
      ...(trials === undefined ? {} : { budget: { trials } }),
    });
    // A fault of the storage is met again, and told, by the next request.
    this.#rest = lease?.every(lease.ms / 4, () => void study.heartbeat().catch(() => undefined));
    this.#study = study;
    return { ok: true, best: true };
  }

  #open(file: string | undefined): Storage {
    if (file === undefined) return memoryStorage();
    this.#file = sqliteStorage(file);
    return this.#file;
  }

  async #ask(request: Request): Promise<Answer> {
    const study = this.#started;
    // An ask beyond the budget brings what is left of it, or trials that lost their process.
    const trials = await study.ask(optional(request, 'count', wholeFrom(1)) ?? 1);
    for (const trial of trials) this.#asked.set(trial.number, trial);
    return {
      trials: trials.map(({ number, point, meta = {} }) => ({ id: number, params: point, meta })),
    };
  }

  async #tell(request: Request): Promise<Answer> {
    const study = this.#started;
    const id = field(request, 'id', wholeFrom(1));
    const trial = this.#asked.get(id) ?? study.trials.find(({ number }) => number === id);
    if (trial === undefined) throw new TuneError('STUDY_TRIAL_UNKNOWN', { trial: id });
    await study.tell(trial, outcomeOf(request));
    this.#asked.delete(id);
    return { ok: true };
  }

  /** Nulls where no trial is complete yet. */
  #best(): Answer {
    const best = this.#started.incumbent;
    return { params: best?.point ?? null, value: best?.value ?? null, id: best?.number ?? null };
  }

  get #started(): Study {
    if (this.#study === undefined) throw invalid('op', '"start" before everything else', 'none');
    return this.#study;
  }
}

function outcomeOf(request: Request): Outcome {
  const reason = optional(request, 'failed', text);
  if (reason !== undefined) return { state: 'failed', reason };
  const { value } = request;
  if (typeof value === 'number' && Number.isFinite(value)) {
    return { state: 'complete', values: [value] };
  }
  throw invalid('value', 'a finite number, or "failed" with a reason', value);
}

const invalid = (name: string, expected: string, value: unknown): TuneError =>
  new TuneError('CLI_REQUEST_INVALID', { name, expected, value });
