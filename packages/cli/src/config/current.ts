import type { Json } from '@tune/core';
import type { PluginKind } from '@tune/core/plugin';
import type { Loaded } from '../plugins/load-module.ts';
import type { TuneConfig } from './define-config.ts';
import { rebasedSpec } from './rebased-spec.ts';

/** A config that was read. */
export interface LoadedConfig {
  readonly file: string;
  /** The module and the export of the config. */
  readonly loaded: Loaded;
  readonly config: TuneConfig;
}

/** The sections of a config with plugins, by their kind. */
export const SECTIONS = {
  strategy: 'strategies',
  objective: 'objectives',
  pruner: 'pruners',
  storage: 'storages',
  executor: 'executors',
  reporter: 'reporters',
} as const satisfies Readonly<Record<PluginKind, keyof TuneConfig>>;

/** The one of this process; commands have one config at most. */
let current: LoadedConfig | undefined;

export const currentConfig = (): LoadedConfig | undefined => current;

export const setConfig = (config: LoadedConfig | undefined): void => void (current = config);

type Options = Readonly<Record<string, never>>;

/** What stands under a name: a spec, or a value and where another process finds it. */
export type Entry =
  | { readonly spec: string; readonly options: Options; readonly loaded?: undefined }
  | { readonly spec?: undefined; readonly options: Options; readonly loaded: Loaded };

const sectionOf = (kind: PluginKind): Readonly<Record<string, unknown>> =>
  current?.config[SECTIONS[kind]] ?? {};

export const configNames = (kind: PluginKind): readonly string[] => Object.keys(sectionOf(kind));

/** The entry of a name; undefined if the config has none. */
export function configEntry(kind: PluginKind, name: string): Entry | undefined {
  const section = SECTIONS[kind];
  const entries = sectionOf(kind);
  if (current === undefined || !Object.hasOwn(entries, name)) return undefined;
  const { file, loaded } = current;
  const entry = entries[name];
  const hasUse = typeof entry === 'object' && entry !== null && 'use' in entry;
  const { use, options = {} } = (hasUse ? entry : { use: entry }) as {
    readonly use: unknown;
    readonly options?: Options;
  };
  if (typeof use === 'string') return { spec: rebasedSpec(use, file), options };
  const path = [loaded.name, section, name, ...(hasUse ? ['use'] : [])].join('/');
  return { loaded: { value: use, module: loaded.module, name: path }, options };
}

/** The spec of a suite's objectives; undefined if no suite has the name. */
export function suiteOf(name: string): readonly string[] | undefined {
  const suites = current?.config.suites ?? {};
  if (current === undefined || !Object.hasOwn(suites, name)) return undefined;
  const { file } = current;
  return suites[name]!.map((spec) => rebasedSpec(spec, file));
}

/** A space of the config as JSON; undefined if it has none of that name. */
export function configSpace(name: string): Json | undefined {
  const spaces = current?.config.spaces ?? {};
  return Object.hasOwn(spaces, name) ? spaceJson(spaces[name]) : undefined;
}

/** A space as JSON, of a space or of what is its JSON already. */
export function spaceJson(space: unknown): Json {
  const { toJSON } = space as { readonly toJSON?: () => unknown };
  return (typeof toJSON === 'function' ? toJSON.call(space) : space) as Json;
}

/** Objectives of a list, where a suite stands for those that it has. */
export const withoutSuites = (list: string): string =>
  list
    .split(',')
    .flatMap((spec) => suiteOf(spec.trim()) ?? [spec])
    .join(',');
