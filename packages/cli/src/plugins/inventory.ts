import { isTuneError } from '@tune/core';
import type { PluginDescription, PluginKind } from '@tune/core/plugin';
import { fileURLToPath } from 'node:url';
import { configEntry, configNames, currentConfig } from '../config/current.ts';
import { packageVersion } from '../versions/package-version.ts';
import { shownPath } from '../versions/shown-path.ts';
import { installedPackages } from './installed-packages.ts';
import { KINDS, type Plugins } from './kinds.ts';
import { placeOf } from './load-module.ts';
import { resolveObjective } from './objectives.ts';
import { isLibrary } from './program-strategies.ts';
import { parseQuery } from './query.ts';
import type { FoundPlugin } from './found-plugin.ts';
import { behindConfig, findPlugin, makePlugin } from './resolve-plugin.ts';
import { resolveStrategy } from './strategies.ts';

/** What is known of a plugin that the command line can use, or why it cannot. */
export interface Listed<K extends PluginKind = PluginKind> {
  readonly kind: K;
  /** As it is typed. */
  readonly name: string;
  readonly origin: 'built-in' | 'config' | 'package' | 'path' | 'library';
  /** The package or the file that it comes from. */
  readonly source: string;
  readonly version?: string;
  readonly path?: string;
  readonly plugin?: Plugins[K];
  /** What its factory declares, if it does. */
  readonly about?: PluginDescription;
  /** Why it cannot be used. */
  readonly refused?: string;
}

/** A plugin by its spec, made without options; what opens something is only loaded. */
export async function inspect<K extends PluginKind>(kind: K, spec: string): Promise<Listed<K>> {
  const query = parseQuery(spec);
  const entry = configEntry(kind, query.name);
  const config = currentConfig();
  const origin =
    entry === undefined || config === undefined
      ? undefined
      : { origin: 'config' as const, source: shownPath(config.file), path: config.file };
  const behind = behindConfig(kind, query);
  if (kind === 'strategy' && /^(python|program):/.test(behind.name)) {
    const plugin = (await resolveStrategy(spec)) as Plugins[K];
    return { kind, name: spec, origin: 'path', source: behind.name, ...origin, plugin };
  }
  if (kind === 'strategy' && isLibrary(behind.name)) {
    const plugin = (await resolveStrategy(spec)) as Plugins[K];
    return { kind, name: spec, origin: 'library', source: behind.name, ...origin, plugin };
  }
  const found = await findPlugin(kind, query);
  const { opens, check } = KINDS[kind];
  if (opens === true) {
    if (typeof found.value !== 'function') {
      (check as (source: string, value: unknown) => void)(query.name, found.value);
    }
    return { kind, name: query.name, ...(origin ?? placeOfFound(found)), ...aboutOf(found) };
  }
  const isProgram = kind === 'objective' && 'command' in Object(found.value);
  const plugin = isProgram
    ? ((await resolveObjective(spec, {})).objective as Plugins[K])
    : (await makePlugin(kind, query.name, found)).plugin;
  return {
    ...{ kind, name: query.name, plugin },
    ...(origin ?? placeOfFound(found)),
    ...aboutOf(found),
  };
}

function placeOfFound({
  origin,
  module,
}: FoundPlugin): Pick<Listed, 'origin' | 'source' | 'path'> & Partial<Pick<Listed, 'version'>> {
  const path = fileURLToPath(module);
  if (origin === 'path' || origin === 'config') return { origin, source: shownPath(path), path };
  const named = packageVersion(path);
  const at = named.lastIndexOf('@');
  if (at <= 0) return { origin, source: shownPath(path), path };
  const version = named.slice(at + 1).split('+')[0]!;
  return { origin, source: named.slice(0, at), version, path };
}

/** What a factory made by `pluginFactory` says of itself. */
function aboutOf({ value }: FoundPlugin): { readonly about?: PluginDescription } {
  const { plugin } = Object(value) as { readonly plugin?: PluginDescription };
  const isDeclared = typeof value === 'function' && typeof plugin?.options === 'object';
  return isDeclared ? { about: plugin } : {};
}

/** The same, where what goes wrong is a reason. */
async function tried<K extends PluginKind>(
  kind: K,
  name: string,
  known: Omit<Listed<K>, 'kind' | 'name'>,
): Promise<Listed<K>> {
  try {
    return { ...known, ...(await inspect(kind, name)) };
  } catch (error) {
    return { kind, name, ...known, refused: reasonFor(error) };
  }
}

function reasonFor(error: unknown): string {
  if (!isTuneError(error)) {
    const place = placeOf(error, '');
    const text = error instanceof Error ? error.message : String(error);
    return place === undefined ? text : `${text} (${place})`;
  }
  const { reason } = error.details;
  return typeof reason === 'string' ? reason : error.message;
}

/** All plugins of a kind: of the config, built in, and of packages; libraries in Python are looked for elsewhere. */
export async function inventory<K extends PluginKind>(kind: K): Promise<readonly Listed<K>[]> {
  const config = currentConfig();
  const own = configNames(kind).map((name) =>
    tried(kind, name, { origin: 'config', source: shownPath(config!.file), path: config!.file }),
  );
  const builtIns = (await KINDS[kind].builtIns()).map(async (name): Promise<Listed<K>> => {
    const isOfCommandLine = (await KINDS[kind].loadBuiltIn(name)) === undefined;
    if (isOfCommandLine) return { kind, name, origin: 'built-in', source: '@tune/cli' };
    return tried(kind, name, { origin: 'built-in', source: '@tune' });
  });
  const packages = installedPackages(process.cwd())
    .filter((one) => one.kind === kind)
    .map(({ name, version, folder }) =>
      tried(kind, name, { origin: 'package', source: name, version, path: folder }),
    );
  return Promise.all([...own, ...builtIns, ...packages]);
}

/** Optimizers of Python libraries, and those that no interpreter has. */
export async function libraries(): Promise<readonly Listed<'strategy'>[]> {
  const { diagnosePython } = await import('@tune/python');
  const { found, missing } = await diagnosePython();
  const kind = 'strategy';
  return [
    ...found.map(({ name, version = '', python }): Listed<'strategy'> => {
      const shown = version.split(';')[0]!;
      return { kind, name, origin: 'library', source: 'Python', version: shown, path: python.path };
    }),
    ...missing.map((name): Listed<'strategy'> => {
      const refused = `not installed: tune setup --contenders ${name}`;
      return { kind, name, origin: 'library', source: 'Python', refused };
    }),
  ];
}
