import type { MessagePort } from 'node:worker_threads';
import type { Budget, Capabilities, EndedTrial, Json, PendingTrial, Point } from '@tune/core';
import { isSentError, type SentError } from './sent-error.ts';

/** What a thread is started with. */
export interface ThreadData {
  /** Where it asks which constraints a point violates. */
  readonly constraints: MessagePort;
  /** One 32-bit number: 1 once the answer is there. */
  readonly answered: Int32Array;
}

/** The methods of a strategy that are called in its thread. */
export type Method = 'setup' | 'prepare' | 'suggest' | 'recommend';

/** The module of a strategy. */
export interface LoadMessage {
  readonly type: 'load';
  readonly id: number;
  readonly module: string;
  readonly export: string | undefined;
  readonly options: Json;
  /** What people call it. */
  readonly source: string;
}

/** What a strategy is asked, and what has changed in the history since it was last asked in its session. */
export interface CallMessage {
  readonly type: 'call';
  readonly id: number;
  readonly method: Method;
  readonly session?: SessionMessage;
}

export interface SessionMessage {
  /** One for each study: what is kept between its calls. */
  readonly number: number;
  /** With the first call of a session. */
  readonly space?: Json;
  readonly ended: readonly EndedTrial[];
  readonly pending: readonly PendingTrial[];
  /** The number of the best trial. */
  readonly incumbent: number | undefined;
  readonly count: number;
  readonly budget: Budget | undefined;
  /** Of the stream of chance. */
  readonly seed: number | string;
}

export type ToThread =
  | LoadMessage
  | CallMessage
  | { readonly type: 'abort'; readonly id: number; readonly reason: string }
  | { readonly type: 'forget'; readonly session: number };

/** What a strategy says of itself, once it is loaded. */
export interface Description {
  readonly name: string;
  readonly version?: string;
  readonly options?: Json;
  readonly capabilities: Capabilities;
  /** The methods that it has besides `suggest`. */
  readonly methods: readonly Method[];
}

export type FromThread =
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly error: SentError }
  /** An error that reached the event loop: no call is known to have caused it. */
  | { readonly type: 'stray'; readonly error: SentError }
  /** How a set-up goes. */
  | { readonly type: 'progress'; readonly id: number; readonly message: string };

/** Whether it can have come from the code of the thread that is ours. */
export function isFromThread(message: unknown): message is FromThread {
  const { type, id, error } = (message ?? {}) as Readonly<Record<string, unknown>>;
  if (type === 'stray') return isSentError(error);
  if (typeof id !== 'number') return false;
  return type === 'answer' || type === 'progress' || (type === 'failed' && isSentError(error));
}

/** Which constraints a point violates: asked by the thread, which cannot have their functions. */
export interface ConstraintQuestion {
  readonly session: number;
  readonly point: Point;
}

export type ConstraintAnswer = { readonly names: readonly string[] } | { readonly error: string };
