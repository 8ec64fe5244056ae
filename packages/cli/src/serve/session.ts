import {
  createStudy,
  memoryStorage,
  spaceFromJSON,
  type Direction,
  type Json,
  type Outcome,
  type Storage,
  type Study,
  type Trial,
} from '@tune/core';
import { coreError } from '@tune/core/plugin';
import { cliError } from '../errors.ts';
import { resolveStrategy } from '../plugins/strategies.ts';
import { openStorage } from '../stored/open-storage.ts';
import { field, oneOf, optional, text, wholeFrom, type Request } from './request.ts';

/** The answer to a request; `stop` is answered by the end of the process. */
export type Answer = Readonly<Record<string, Json>>;

/** One study for a program that evaluates by itself: each operation of the protocol is a method. */
export class Session {
  #study: Study | undefined;
  #storage: Storage | undefined;
  /** Trials that were asked for and not yet told. */
  readonly #asked = new Map<number, Trial>();

  readonly #operations: Readonly<Record<string, (request: Request) => Promise<Answer>>> = {
    start: (request) => this.#start(request),
    ask: (request) => this.#ask(request),
    tell: (request) => this.#tell(request),
    best: async () => this.#best(),
  };

  /** @throws CLI_REQUEST_INVALID  an unknown operation or a wrong field; and what the operation throws */
  answer(request: Request): Promise<Answer> {
    const op = field(request, 'op', oneOf(...Object.keys(this.#operations), 'stop'));
    return this.#operations[op]!(request);
  }

  async close(): Promise<void> {
    await this.#study?.dispose();
    await this.#storage?.close();
  }

  async #start(request: Request): Promise<Answer> {
    if (this.#study !== undefined) throw invalid('op', 'one start only', 'start');
    const space = spaceFromJSON(request['space']);
    const direction = field(request, 'direction', oneOf('minimize', 'maximize')) as Direction;
    const seed = optional(request, 'seed', wholeFrom(0)) ?? 1;
    const strategy = await strategyOf(request);
    const trials = optional(request, 'budget', wholeFrom(1));
    const storage = await this.#open(optional(request, 'storage', text));
    this.#study = await createStudy({
      name: optional(request, 'name', text) ?? 'study',
      ...{ space, direction, strategy, storage, seed },
      ...(trials === undefined ? {} : { budget: { trials } }),
    });
    return { ok: true, best: true };
  }

  /** The storage of the file, once: a start that failed may be sent again with another one. */
  async #open(file: string | undefined): Promise<Storage> {
    await this.#storage?.close();
    this.#storage = file === undefined ? memoryStorage() : await openStorage({ storage: file });
    return this.#storage;
  }

  async #ask(request: Request): Promise<Answer> {
    // Beyond the budget fewer come, or trials whose process died.
    const count = optional(request, 'count', wholeFrom(1)) ?? 1;
    const trials = await this.#started.ask({ count });
    for (const trial of trials) this.#asked.set(trial.number, trial);
    return {
      trials: trials.map(({ number, point, meta = {} }) => ({ id: number, params: point, meta })),
    };
  }

  async #tell(request: Request): Promise<Answer> {
    const study = this.#started;
    const id = field(request, 'id', wholeFrom(1));
    const trial = this.#asked.get(id) ?? study.trials.find(({ number }) => number === id);
    if (trial === undefined) throw coreError('STUDY_TRIAL_UNKNOWN', { trial: id });
    await study.tell(trial, outcomeOf(request));
    this.#asked.delete(id);
    return { ok: true };
  }

  /** Nulls if no trial is complete yet. */
  #best(): Answer {
    const { best } = this.#started;
    return { params: best?.point ?? null, value: best?.value ?? null, id: best?.number ?? null };
  }

  get #started(): Study {
    if (this.#study === undefined) throw invalid('op', '"start" before everything else', 'none');
    return this.#study;
  }
}

async function strategyOf(request: Request) {
  const name = optional(request, 'strategy', text) ?? 'bayes';
  const init = optional(request, 'init', wholeFrom(1));
  const options = request['options'] ?? {};
  if (typeof options !== 'object' || Array.isArray(options)) {
    throw invalid('options', 'an object', options);
  }
  return resolveStrategy(name, {
    ...options,
    ...(init === undefined ? {} : { initialTrials: init }),
  });
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

const invalid = (name: string, expected: string, value: unknown) =>
  cliError('CLI_REQUEST_INVALID', { name, expected, value });
