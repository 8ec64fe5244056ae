import type {
  Executor,
  ExecutorContext,
  Json,
  Objective,
  Point,
  Pruner,
  Space,
  Storage,
  Strategy,
} from '@tune/core';
import type { Flags } from '../options/flags.ts';
import type { Reporter } from '../reporters/reporter.ts';
import type { DEFAULT_OPTIONS } from './default-options.ts';

/** Makes a plugin; what it returns may be a promise. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each factory knows its own options
type Factory<Plugin> = (options?: any) => Plugin | Promise<Plugin>;

/**
 * A plugin under a name of your own: a spec as the command line takes it (`./mine.ts?radius=2`, paths from the
 * folder of the config), the plugin itself, a factory, or one of these with options.
 */
export type ConfigEntry<Plugin> =
  | string
  | Plugin
  | Factory<Plugin>
  | { readonly use: string | Factory<Plugin>; readonly options: Readonly<Record<string, Json>> };

/** Makes the executor of an objective; a comparison of several asks for one each. */
export type ExecutorFactory = (
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each factory knows its own options
  options: any,
  context: ExecutorContext,
) => Executor | Promise<Executor>;

/** Where trials run, under a name of your own for `--executor`: a spec, or a factory. */
export type ExecutorEntry =
  | string
  | ExecutorFactory
  | {
      readonly use: string | ExecutorFactory;
      readonly options: Readonly<Record<string, Json>>;
    };

/** An objective that is a program, as `--command` takes it. */
export interface ProgramEntry {
  /** The program and its arguments; `{lr}` stands for the parameter `lr`. */
  readonly command: string;
  /** A space, its JSON, or the name of one of `spaces`. */
  readonly space: string | Space | Json;
  readonly direction?: 'minimize' | 'maximize';
  readonly metric?: string;
  readonly steps?: number;
}

type Entries<Plugin> = Readonly<Record<string, ConfigEntry<Plugin>>>;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- an objective of any points
type AnyObjective = Objective<any> | Objective<Point>;

type DefaultFlags = Partial<Flags<(typeof DEFAULT_OPTIONS)[number]>>;

/** What is used where the command line says nothing, by the names of its options: `maxSeconds` is `--max-seconds`. */
export type ConfigDefaults = Omit<DefaultFlags, 'strategies' | 'objective'> & {
  readonly strategies?: string | readonly string[];
  readonly objective?: string | readonly string[];
};

/** What `tune.config.ts` may have. */
export interface TuneConfig {
  readonly strategies?: Entries<Strategy>;
  readonly objectives?: Readonly<Record<string, ConfigEntry<AnyObjective> | ProgramEntry>>;
  readonly pruners?: Entries<Pruner>;
  readonly storages?: Entries<Storage>;
  readonly executors?: Readonly<Record<string, ExecutorEntry>>;
  readonly reporters?: Entries<Reporter>;
  /** Spaces for `--space-file` and for programs among the objectives. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a space of any points
  readonly spaces?: Readonly<Record<string, Space<any> | Space | Json>>;
  /** Several objectives under one name, for `--objective`. */
  readonly suites?: Readonly<Record<string, readonly string[]>>;
  readonly defaults?: ConfigDefaults;
}

/**
 * The config of a project, in `tune.config.ts`. It is returned as it is; the types complete and check it in an
 * editor.
 *
 * @example
 * ```ts
 * import { bayes, defineConfig } from '@tune/tune';
 * export default defineConfig({
 *   strategies: { ucb: bayes({ acquisition: 'ucb' }), rbf: 'bayes?kernel=rbf' },
 *   suites: { quick: ['branin', 'hartmann6'] },
 *   defaults: { objective: 'quick', strategies: ['bayes', 'ucb', 'rbf'], trials: 20 },
 * });
 * ```
 */
export const defineConfig = (config: TuneConfig): TuneConfig => config;
