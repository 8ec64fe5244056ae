import type { Executor, Objective, Pruner, Storage, Strategy } from '@tune/core';
import { checkObjective, checkStrategy, type PluginKind } from '@tune/core/plugin';
import { cliError } from '../errors.ts';
import type { Reporter } from '../reporters/reporter.ts';
import { REPORTER_NAMES } from '../reporters/reporter-names.ts';
import { fileOf, loadBuiltIn, OBJECTIVE_NAMES } from './built-in-objectives.ts';
import type { Loaded } from './load-module.ts';

/** What a plugin of each kind is. */
export interface Plugins {
  readonly strategy: Strategy;
  readonly objective: Objective;
  readonly pruner: Pruner;
  readonly storage: Storage;
  readonly executor: Executor;
  readonly reporter: Reporter;
}

/** What the resolver has to know of a kind. */
interface Kind<K extends PluginKind> {
  /** It opens something, such as a connection: it is made only to be used, and no version of it is stored. */
  readonly opens?: true;
  /** Names that a plugin of a person cannot have. */
  builtIns(): Promise<readonly string[]>;
  /** What is built in; undefined for those that the command line makes itself. */
  loadBuiltIn(name: string): Promise<Loaded | undefined>;
  /** @throws an error that says what is missing or is not what it should be */
  check(source: string, value: unknown): asserts value is Plugins[K];
}

/** Refuses a value that lacks some of the functions of its kind. */
const withFunctions =
  (kind: PluginKind, functions: readonly string[]) =>
  (source: string, value: unknown): void => {
    const fail = (reason: string): never => {
      const expected = functions.map((name) => `${name}()`).join(', ');
      throw cliError('CLI_PLUGIN_INVALID', { kind, source, expected, reason });
    };
    if (typeof value !== 'object' || value === null) {
      fail('it is neither that nor a function that returns it');
    }
    const missing = functions.filter(
      (name) => typeof (value as Readonly<Record<string, unknown>>)[name] !== 'function',
    );
    if (missing.length > 0) fail(`it has no function ${missing.join(', ')}`);
  };

const none = async (): Promise<undefined> => undefined;

/** A module of ours whose exports have the names of its plugins. */
const fromStrategies =
  (table: 'builtInStrategies' | 'builtInPruners') =>
  async (name: string): Promise<Loaded | undefined> => {
    const { [table]: plugins } = await import('@tune/strategies');
    if (!Object.hasOwn(plugins, name)) return undefined;
    return { value: plugins[name], module: fileOf('@tune/strategies'), name };
  };

export const KINDS: { readonly [K in PluginKind]: Kind<K> } = {
  strategy: {
    builtIns: async () => Object.keys((await import('@tune/strategies')).builtInStrategies),
    loadBuiltIn: fromStrategies('builtInStrategies'),
    check: checkStrategy,
  },
  objective: {
    builtIns: async () => OBJECTIVE_NAMES,
    async loadBuiltIn(name) {
      const found = await loadBuiltIn(name);
      if (found === undefined) return undefined;
      return { value: found.value, module: fileOf(found.module), name: found.export };
    },
    check: checkObjective,
  },
  pruner: {
    builtIns: async () => Object.keys((await import('@tune/strategies')).builtInPruners),
    loadBuiltIn: fromStrategies('builtInPruners'),
    check: withFunctions('pruner', ['decide']),
  },
  storage: {
    opens: true,
    builtIns: async () => ['memory'],
    loadBuiltIn: none,
    check: withFunctions('storage', [
      ...['append', 'read', 'addReports', 'readReports'],
      ...['heartbeat', 'readHeartbeats', 'close'],
    ]),
  },
  executor: {
    opens: true,
    builtIns: async () => [],
    loadBuiltIn: none,
    check: withFunctions('executor', ['run', 'close']),
  },
  reporter: {
    builtIns: async () => REPORTER_NAMES,
    loadBuiltIn: none,
    check: withFunctions('reporter', ['event', 'end']),
  },
};
