import type { MessagePort } from 'node:worker_threads';
import { isTuneError, type Json, type Strategy } from '@tune/core';
import {
  checkInfos,
  checkRecommendation,
  checkStrategy,
  checkSuggestions,
  jsonFault,
} from '@tune/core/plugin';
import { runtimeError } from '../errors.ts';
import { exportAt, importFile } from '../load-objective.ts';
import type {
  CallMessage,
  Description,
  FromThread,
  LoadMessage,
  Method,
  ThreadData,
  ToThread,
} from './messages.ts';
import { sentError } from './sent-error.ts';
import { StrategySessions } from './strategy-sessions.ts';

const OPTIONAL: readonly Method[] = ['setup', 'prepare', 'recommend'];

/** Answers for a strategy in a thread of its own; one call at a time. */
export function serveStrategy(port: MessagePort, data: ThreadData): void {
  const sessions = new StrategySessions(data);
  const aborts = new Map<number, AbortController>();
  let strategy: Strategy | undefined;
  const send = (message: FromThread): void => port.postMessage(message);

  async function load({
    module,
    export: name,
    options,
    source,
  }: LoadMessage): Promise<Description> {
    const value = await exportOf(module, name, source);
    const made: unknown = typeof value === 'function' ? await value(options) : value;
    checkStrategy(source, made);
    strategy = made;
    return descriptionOf(source, made);
  }

  async function call({ id, method, session }: CallMessage): Promise<unknown> {
    const { signal } = aborts.get(id)!;
    if (method === 'setup') {
      const progress = (message: unknown): void =>
        send({ type: 'progress', id, message: String(message) });
      return checkInfos(strategy!, await strategy!.setup?.({ signal, progress }));
    }
    const ask = sessions.askOf(session!, signal);
    // What it gives may be anything; what crosses is the checked copy.
    switch (method) {
      case 'prepare':
        return void (await strategy!.prepare?.(ask));
      case 'suggest':
        return checkSuggestions(ask.space, strategy!, await strategy!.suggest(ask), ask.count);
      case 'recommend': {
        const point: unknown = await strategy!.recommend?.(ask);
        return point === undefined ? undefined : checkRecommendation(ask.space, strategy!, point);
      }
    }
  }

  async function answer(message: LoadMessage | CallMessage): Promise<void> {
    const { id } = message;
    aborts.set(id, new AbortController());
    try {
      send({
        type: 'answer',
        id,
        value: await (message.type === 'load' ? load(message) : call(message)),
      });
    } catch (error) {
      send({ type: 'failed', id, error: sentError(error) });
    } finally {
      aborts.delete(id);
    }
  }

  const stray = (error: unknown): void => send({ type: 'stray', error: sentError(error) });
  process.on('uncaughtException', stray);
  process.on('unhandledRejection', stray);
  port.on('message', (message: ToThread) => {
    if (message.type === 'abort') aborts.get(message.id)?.abort(message.reason);
    else if (message.type === 'forget') sessions.forget(message.session);
    else void answer(message);
  });
}

/** @throws STRATEGY_NOT_LOADABLE  and errors of tune that the module throws, as they are */
async function exportOf(
  module: string,
  wanted: string | undefined,
  source: string,
): Promise<unknown> {
  let exports: Readonly<Record<string, unknown>>;
  try {
    exports = await importFile(module);
  } catch (error) {
    if (isTuneError(error)) throw error;
    const { stack, message: reason } = sentError(error);
    const details = { source, reason, isSyntax: error instanceof SyntaxError, stack };
    throw runtimeError('STRATEGY_NOT_LOADABLE', details);
  }
  const names = Object.keys(exports).filter((name) => name !== 'module.exports');
  const fail = (reason: string): never => {
    throw runtimeError('STRATEGY_NOT_LOADABLE', { source, reason });
  };
  if (wanted !== undefined) {
    const value = exportAt(exports, wanted);
    if (value !== undefined) return value;
    return fail(`it has no export ${wanted}; it has ${names.join(', ') || 'none'}`);
  }
  if ('default' in exports) {
    const { default: value } = exports;
    // What TypeScript compiles to CommonJS.
    const inner = value as { readonly __esModule?: boolean; readonly default?: unknown } | null;
    const isCompiled = typeof value === 'object' && inner?.__esModule === true;
    return isCompiled && 'default' in inner ? inner.default : value;
  }
  if (names.length === 1) return exports[names[0]!];
  return fail(
    names.length === 0
      ? 'it has no export'
      : `it has no default export; write one of ${names.map((name) => `${source}#${name}`).join(', ')}`,
  );
}

/** @throws STRATEGY_INVALID  its options are not JSON */
function descriptionOf(source: string, strategy: Strategy): Description {
  const { name, version, options, capabilities } = strategy;
  const { parallel, exhaustive, stateful } = capabilities;
  const fault = options === undefined ? undefined : jsonFault(options);
  if (fault !== undefined) {
    const reason = `its options are not plain JSON: options${fault}`;
    throw runtimeError('STRATEGY_NOT_LOADABLE', { source, reason });
  }
  return {
    name,
    ...(version === undefined ? {} : { version: String(version) }),
    ...(options === undefined ? {} : { options: options as Json }),
    capabilities: {
      ...{ parallel: parallel === true, exhaustive: exhaustive === true },
      ...(stateful === true ? { stateful } : {}),
    },
    methods: OPTIONAL.filter((method) => strategy[method] !== undefined),
  };
}
