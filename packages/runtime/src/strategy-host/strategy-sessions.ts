import { receiveMessageOnPort } from 'node:worker_threads';
import { spaceFromJSON, type EndedTrial, type History, type Point, type Space } from '@tune/core';
import { createRng, createScratch, type Scratch } from '@tune/core/plugin';
import type { Ask } from '@tune/core';
import { runtimeError } from '../errors.ts';
import type {
  ConstraintAnswer,
  ConstraintQuestion,
  SessionMessage,
  ThreadData,
} from './messages.ts';

interface Session {
  readonly space: Space;
  /** In order of their numbers. */
  readonly ended: EndedTrial[];
  readonly byNumber: Map<number, EndedTrial>;
  readonly scratch: Scratch;
}

/** The studies that a strategy is asked for, in its thread: what it was told of each, and its scratch. */
export class StrategySessions {
  readonly #data: ThreadData;
  readonly #sessions = new Map<number, Session>();

  constructor(data: ThreadData) {
    this.#data = data;
  }

  /** The ask as it would be without a thread. */
  askOf(message: SessionMessage, signal: AbortSignal): Ask {
    const session = this.#sessionOf(message);
    const { space, scratch } = session;
    const { count, budget, seed } = message;
    const known = { space, history: historyOf(session, message), count, scratch, signal };
    const ask = { ...known, rng: createRng(seed) };
    return budget === undefined ? ask : { ...ask, budget };
  }

  forget(number: number): void {
    this.#sessions.get(number)?.scratch.clear();
    this.#sessions.delete(number);
  }

  #sessionOf({ number, space: json, ended }: SessionMessage): Session {
    let session = this.#sessions.get(number);
    if (session === undefined) {
      const space = this.#spaceOf(number, json);
      session = { space, ended: [], byNumber: new Map(), scratch: createScratch() };
      this.#sessions.set(number, session);
    }
    for (const trial of ended) add(session, freezeAll(trial));
    return session;
  }

  /** Its constraints are functions of the other thread, which is asked about each point. */
  #spaceOf(session: number, json: unknown): Space {
    const { constraints = [] } = json as { readonly constraints?: readonly string[] };
    let last: { readonly point: Point; readonly names: readonly string[] } | undefined;
    const violatedBy = (point: Point): readonly string[] => {
      if (last?.point !== point) last = { point, names: this.#askViolated({ session, point }) };
      return last.names;
    };
    const predicates = constraints.map(
      (name) => [name, (point: Point) => !violatedBy(point).includes(name)] as const,
    );
    return spaceFromJSON(json, { predicates: Object.fromEntries(predicates) });
  }

  /** Waits for the answer: a strategy expects it at once. */
  #askViolated(question: ConstraintQuestion): readonly string[] {
    const { constraints, answered } = this.#data;
    Atomics.store(answered, 0, 0);
    constraints.postMessage(question);
    Atomics.wait(answered, 0, 0);
    const answer = receiveMessageOnPort(constraints)!.message as ConstraintAnswer;
    if ('names' in answer) return answer.names;
    throw runtimeError('STRATEGY_CONSTRAINT_FAILED', { reason: answer.error });
  }
}

/** A trial nearly always belongs at the end. */
function add({ ended, byNumber }: Session, trial: EndedTrial): void {
  byNumber.set(trial.number, trial);
  let at = ended.length;
  while (at > 0 && ended[at - 1]!.number > trial.number) at--;
  if (at === ended.length) ended.push(trial);
  else ended.splice(at, 0, trial);
}

const historyOf = (
  { ended, byNumber }: Session,
  { pending, incumbent }: SessionMessage,
): History => ({
  // A copy: what a strategy does to its list must not reach its next ask.
  ended: ended.slice(),
  pending: freezeAll(pending),
  incumbent: incumbent === undefined ? undefined : byNumber.get(incumbent),
});

/** What crosses between threads is a copy of its own, but not frozen. */
function freezeAll<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) freezeAll(part);
  return Object.freeze(value);
}
