import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import type { Space } from '@tune/core';
import { reasonOf, startTimer } from '@tune/core/plugin';
import { runtimeError } from '../errors.ts';
import {
  isFromThread,
  type ConstraintAnswer,
  type ConstraintQuestion,
  type FromThread,
  type LoadMessage,
  type CallMessage,
  type ThreadData,
  type ToThread,
} from './messages.ts';
import { receivedError } from './sent-error.ts';

const ENTRY = new URL('../../bin/strategy-thread.js', import.meta.url);

export interface ThreadOptions {
  /** What people call the strategy. */
  readonly source: string;
  readonly memoryLimitMiB: number;
  /** How long a call that was aborted may take to end. */
  readonly graceMs: number;
  /** Called with what the strategy writes to stdout and stderr. */
  readonly onOutput: (text: string) => void;
}

interface Call {
  readonly id: number;
  /** For messages: `in suggest()`. */
  readonly during: string;
  readonly progress?: ((message: string) => void) | undefined;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

interface Ended {
  readonly error: unknown;
  /** A call was rejected with it. */
  readonly isTold: boolean;
}

/** One thread, in which a strategy is called; whatever happens there ends the call and the thread alone. */
export class StrategyThread {
  readonly #options: ThreadOptions;
  readonly #worker: Worker;
  readonly #constraints: MessagePort;
  readonly #answered = new Int32Array(new SharedArrayBuffer(4));
  /** By session. */
  readonly #spaces = new Map<number, Space>();
  readonly #exited: Promise<void>;
  #current: Call | undefined;
  #ids = 0;
  #sessions = 0;
  /** Why it can answer no further call. */
  #end: Ended | undefined;

  constructor(options: ThreadOptions) {
    this.#options = options;
    const { port1, port2 } = new MessageChannel();
    this.#constraints = port1;
    const data: ThreadData = { constraints: port2, answered: this.#answered };
    this.#worker = new Worker(ENTRY, {
      workerData: data,
      transferList: [port2],
      resourceLimits: { maxOldGenerationSizeMb: options.memoryLimitMiB },
      // The options of this process, such as a loader, are not meant for the thread.
      execArgv: [],
      ...{ stdout: true, stderr: true },
    });
    for (const stream of [this.#worker.stdout, this.#worker.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', options.onOutput);
    }
    port1.on('message', (question: ConstraintQuestion) => this.#answerViolated(question));
    port1.unref();
    this.#worker.on('message', (message: unknown) => {
      // A strategy may write to the same port: many modules do when they find themselves in a thread.
      if (isFromThread(message)) this.#take(message);
    });
    this.#worker.on('error', (error) => this.#fail(this.#endOf(error)));
    this.#exited = new Promise((resolve) => {
      this.#worker.on('exit', (code) => {
        const { source } = this.#options;
        this.#fail(runtimeError('STRATEGY_EXITED', { source, code, during: this.#during }));
        port1.close();
        resolve();
      });
    });
    this.#worker.unref();
  }

  /** Whether it may be called; if not, a further thread is needed. */
  get isUsable(): boolean {
    return this.#end === undefined;
  }

  /** What has ended it between two calls. */
  get untold(): { readonly error: unknown } | undefined {
    return this.#end?.isTold === false ? this.#end : undefined;
  }

  /** A session of its own for each study. */
  openSession(space: Space): number {
    const session = ++this.#sessions;
    this.#spaces.set(session, space);
    return session;
  }

  forget(session: number): void {
    this.#spaces.delete(session);
    if (!this.isUsable) return;
    this.#send({ type: 'forget', session });
  }

  /**
   * One call at a time.
   * @param signal  once it aborts, the call has the grace time to end; then the thread is ended
   */
  async call(
    message: Omit<LoadMessage, 'id'> | Omit<CallMessage, 'id'>,
    signal: AbortSignal,
    progress?: (message: string) => void,
  ): Promise<unknown> {
    const id = ++this.#ids;
    const during = message.type === 'load' ? 'while it was loaded' : `in ${message.method}()`;
    let stopTimer = (): void => undefined;
    const abort = (): void => {
      this.#send({ type: 'abort', id, reason: reasonOf(signal.reason) });
      stopTimer = startTimer(this.#options.graceMs, () => void this.end());
    };
    this.#worker.ref();
    const answered = new Promise((resolve, reject) => {
      this.#current = { id, during, progress, resolve, reject };
    });
    this.#send({ ...message, id });
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort);
    try {
      return await answered;
    } finally {
      stopTimer();
      signal.removeEventListener('abort', abort);
      this.#current = undefined;
      this.#worker.unref();
    }
  }

  /** Ends the thread, whatever it does. */
  async end(): Promise<void> {
    await this.#worker.terminate();
    await this.#exited;
  }

  #send(message: ToThread): void {
    this.#worker.postMessage(message);
  }

  #take(message: FromThread): void {
    if (message.type === 'stray') {
      this.#fail(receivedError(message.error));
      void this.end();
      return;
    }
    const call = this.#current;
    if (call?.id !== message.id) return;
    if (message.type === 'progress') call.progress?.(message.message);
    else if (message.type === 'answer') call.resolve(message.value);
    else call.reject(receivedError(message.error));
  }

  /** From here on it answers nothing. */
  #fail(error: unknown): void {
    this.#end ??= { error, isTold: this.#current !== undefined };
    this.#current?.reject(this.#end.error);
  }

  /** What it is doing, for messages. */
  get #during(): string {
    return this.#current?.during ?? 'between two calls';
  }

  #endOf(error: unknown): unknown {
    if ((error as NodeJS.ErrnoException | null)?.code !== 'ERR_WORKER_OUT_OF_MEMORY') return error;
    const { source, memoryLimitMiB: most } = this.#options;
    return runtimeError('STRATEGY_OUT_OF_MEMORY', { source, most, during: this.#during });
  }

  #answerViolated({ session, point }: ConstraintQuestion): void {
    let answer: ConstraintAnswer;
    try {
      answer = { names: this.#spaces.get(session)!.violated(Object.freeze(point)) };
    } catch (error) {
      answer = { error: reasonOf(error) };
    }
    this.#constraints.postMessage(answer);
    Atomics.store(this.#answered, 0, 1);
    Atomics.notify(this.#answered, 0);
  }
}
