import type {
  Ask,
  EnvironmentInfo,
  Json,
  Point,
  SetupContext,
  Strategy,
  Suggestion,
} from '@tune/core';
import { checkDuration, checkWhole, raceSignal, startTimer } from '@tune/core/plugin';
import { runtimeError } from '../errors.ts';
import { watchText } from '../module-text.ts';
import { HostSession } from './host-session.ts';
import type { CallMessage, Description, Method, SessionMessage } from './messages.ts';
import { StrategyThread } from './strategy-thread.ts';

export interface HostedStrategyOptions {
  /** The file of the strategy, as a path or an URL; TypeScript needs no build. */
  readonly module: string;
  /** Default: its default export, or its only one. */
  readonly export?: string;
  /** What the export is called with, if it is a function. */
  readonly options?: Readonly<Record<string, Json>>;
  /** What people call it, in messages. Default: the module. */
  readonly source?: string;
  /** How long it may take to load, in milliseconds. Default: a minute. */
  readonly loadTimeoutMs?: number;
  /** How long a call that was aborted may take to end before its thread is ended. Default: 1,000. */
  readonly graceMs?: number;
  /** How much memory its objects may take, in MiB; typed arrays do not count. Default: 1,024. */
  readonly memoryLimitMiB?: number;
  /** Whether it was edited since this was made. Default: whether its file was. */
  readonly isChanged?: () => boolean;
  /** Called with what it writes to stdout and stderr. Default: it is not shown. */
  readonly onOutput?: (text: string) => void;
}

/** A strategy in a thread of its own. */
export interface HostedStrategy extends Strategy {
  /** Ends the thread; a later call starts another one. */
  close(): Promise<void>;
}

const LOAD_TIMEOUT_MS = 60_000;
const GRACE_MS = 1000;
const MEMORY_LIMIT_MIB = 1024;

/** Where the session of a study is kept. */
const KEY = 'strategy-thread';

/**
 * A strategy that is loaded and called in a thread of its own, so that what it does wrong costs only itself: an
 * endless loop, `process.exit`, an uncaught error, memory without end. It suggests what it would
 * suggest without the thread. The thread serves all studies, one call at a time; after its end, the next call
 * starts another one, because a strategy keeps nothing but a cache from call to call.
 *
 * How long a call may take is a matter of its study (`suggestTimeoutMs`): when the signal of the call aborts, and
 * it does not end within the grace time, its thread is ended.
 *
 * A further thread would load the text that its file has by then. If that is another one, the call rejects with
 * `STRATEGY_CHANGED`.
 *
 * @throws STRATEGY_NOT_LOADABLE, STRATEGY_INVALID, STRATEGY_LOAD_TIMED_OUT, STRATEGY_EXITED, STRATEGY_OUT_OF_MEMORY,
 * and what its factory throws
 *
 * @example
 * ```ts
 * import { createStudy, float } from '@tune/core';
 * import { hostedStrategy } from '@tune/runtime';
 * import { writeFile } from 'node:fs/promises';
 * await writeFile('halves.mjs', `export default {
 *   name: 'halves', apiVersion: 1, capabilities: { parallel: true, exhaustive: false },
 *   suggest: async ({ space, rng }) => [{ point: space.decode([rng.next() / 2]) }],
 * }`);
 * const strategy = await hostedStrategy({ module: 'halves.mjs' });
 * const study = await createStudy({ space: { x: float(0, 1) }, strategy, suggestTimeoutMs: 5000 });
 * await study.optimize(({ x }) => (x - 0.3) ** 2, { trials: 20 });
 * await strategy.close();
 * ```
 */
export async function hostedStrategy(given: HostedStrategyOptions): Promise<HostedStrategy> {
  const { loadTimeoutMs = LOAD_TIMEOUT_MS, graceMs = GRACE_MS } = given;
  const { memoryLimitMiB = MEMORY_LIMIT_MIB } = given;
  checkDuration('loadTimeoutMs', loadTimeoutMs, 'milliseconds');
  checkDuration('graceMs', graceMs, 'milliseconds');
  checkWhole('memoryLimitMiB', memoryLimitMiB);
  const host = new StrategyHost({ ...given, loadTimeoutMs, graceMs, memoryLimitMiB });
  const { methods, ...description } = await host.describe();
  const has = (method: (typeof methods)[number]): boolean => methods.includes(method);
  return {
    ...{ apiVersion: 1, ...description },
    ...(has('setup') && { setup: (context) => host.setUp(context) }),
    ...(has('prepare') && { prepare: async (ask) => void (await host.ask('prepare', ask)) }),
    suggest: async (ask) => (await host.ask('suggest', ask)) as readonly Suggestion[],
    ...(has('recommend') && {
      recommend: async (ask) =>
        (await host.ask('recommend', { ...ask, count: 1 })) as Point | undefined,
    }),
    close: () => host.close(),
  };
}

type Checked = HostedStrategyOptions &
  Required<Pick<HostedStrategyOptions, 'loadTimeoutMs' | 'graceMs' | 'memoryLimitMiB'>>;

interface Loaded {
  readonly thread: StrategyThread;
  readonly description: Description;
}

/** The threads of a strategy, one after another. */
class StrategyHost {
  readonly #given: Checked;
  readonly #isChanged: () => boolean;
  #loaded: Loaded | undefined;
  /** Resolves when the last call has left the thread. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(given: Checked) {
    this.#given = given;
    this.#isChanged = given.isChanged ?? watchText(given.module);
  }

  async describe(): Promise<Description> {
    return (await this.#load()).description;
  }

  setUp({ signal, progress }: SetupContext): Promise<readonly EnvironmentInfo[]> {
    const message = { type: 'call', method: 'setup' } as const;
    const infos = this.#call(() => message, signal, progress);
    return infos as Promise<readonly EnvironmentInfo[]>;
  }

  ask(method: Exclude<Method, 'setup'>, ask: Ask): Promise<unknown> {
    return this.#call(
      (thread) => ({ type: 'call', method, session: sessionMessage(thread, ask) }),
      ask.signal,
    );
  }

  async close(): Promise<void> {
    await this.#loaded?.thread.end();
    this.#loaded = undefined;
  }

  /** One after another: of two calls in a thread it could not be told which one has ended it. */
  async #call(
    messageFor: (thread: StrategyThread) => Omit<CallMessage, 'id'>,
    signal: AbortSignal,
    progress?: (message: string) => void,
  ): Promise<unknown> {
    const before = this.#last;
    const work = async (): Promise<unknown> => {
      await before;
      signal.throwIfAborted();
      const { thread } = await this.#current();
      return thread.call(messageFor(thread), signal, progress);
    };
    const answer = work();
    this.#last = answer.catch(() => undefined);
    return raceSignal(() => answer, signal);
  }

  async #current(): Promise<Loaded> {
    const kept = this.#loaded;
    if (kept?.thread.isUsable === true) return kept;
    this.#loaded = undefined;
    // It would have failed in a call too.
    if (kept?.thread.untold !== undefined) throw kept.thread.untold.error;
    return this.#load();
  }

  async #load(): Promise<Loaded> {
    const { module, options = {}, source = module, onOutput = () => undefined } = this.#given;
    const { loadTimeoutMs, graceMs, memoryLimitMiB } = this.#given;
    const thread = new StrategyThread({ source, memoryLimitMiB, graceMs, onOutput });
    const abort = new AbortController();
    const stopTimer = startTimer(loadTimeoutMs, () => {
      const details = { source, seconds: loadTimeoutMs / 1000 };
      abort.abort(runtimeError('STRATEGY_LOAD_TIMED_OUT', details));
    });
    const { export: name } = this.#given;
    const message = { type: 'load', module, export: name, options, source } as const;
    try {
      const loading = thread.call(message, abort.signal) as Promise<Description>;
      const description = await raceSignal(() => loading, abort.signal).finally(() => {
        // Half of an edit may not even load.
        if (this.#isChanged()) throw runtimeError('STRATEGY_CHANGED', { source, module });
      });
      return (this.#loaded = { thread, description });
    } catch (error) {
      void thread.end();
      throw error;
    } finally {
      stopTimer();
    }
  }
}

/** What the session of a study is told: another session where the thread is, or the history is not a longer one. */
function sessionMessage(thread: StrategyThread, ask: Ask): SessionMessage {
  const { scratch, space, history } = ask;
  const kept = scratch.get<HostSession>(KEY);
  const untold = kept?.untold(thread, history);
  if (kept !== undefined && untold !== undefined) return kept.message(ask, untold);
  const session = new HostSession(thread, space);
  scratch.set(KEY, session);
  return session.message(ask, history.ended);
}
