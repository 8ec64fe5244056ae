import { nearest, type PluginKind } from '@tune/core/plugin';
import { configEntry, configNames } from '../config/current.ts';
import { cliError } from '../errors.ts';
import { KINDS, type Plugins } from './kinds.ts';
import type { FoundPlugin } from './found-plugin.ts';
import { loadPackage, loadPath } from './load-module.ts';
import { isPath } from './module-path.ts';
import { parseQuery, type Query } from './query.ts';
import { withIdentity } from './version.ts';

export interface ResolvedPlugin<K extends PluginKind> {
  readonly plugin: Plugins[K];
  readonly found: FoundPlugin;
  /** All options that it was made with. */
  readonly options: Query['options'];
}

/** A name with its options; of a name whose entry in the config is a spec, those of that spec. */
export function behindConfig(kind: PluginKind, query: Query): Query {
  const entry = configEntry(kind, query.name);
  if (entry?.spec === undefined) return query;
  const { name, options } = parseQuery(entry.spec);
  return behindConfig(kind, { name, options: { ...options, ...entry.options, ...query.options } });
}

/**
 * What a spec such as `mine?radius=2` names: an entry of the config, a path, something built in, or a package
 * (`tune-strategy-mine`, `@lab/mine`).
 * @throws CLI_PLUGIN_UNKNOWN, CLI_MODULE_NOT_LOADABLE
 */
export async function findPlugin(kind: PluginKind, query: Query): Promise<FoundPlugin> {
  const entry = configEntry(kind, query.name);
  if (entry?.spec !== undefined) return findPlugin(kind, behindConfig(kind, query));
  if (entry !== undefined) {
    const options = { ...entry.options, ...query.options };
    return { ...entry.loaded, origin: 'config', query: { ...query, options } };
  }
  const { name } = query;
  if (isPath(name)) return { ...(await loadPath(name)), origin: 'path', query };
  const own = await KINDS[kind].loadBuiltIn(name);
  if (own !== undefined) return { ...own, origin: 'built-in', query };
  const found = await loadPackage(name, kind);
  if (found !== undefined) return { ...found, origin: 'package', query };
  throw await unknownPlugin(kind, name);
}

async function unknownPlugin(kind: PluginKind, name: string): Promise<Error> {
  const own = configNames(kind);
  const known = await KINDS[kind].builtIns();
  // Also libraries in Python, which only strategies can come from.
  const libraries = kind === 'strategy' ? (await import('@tune/python')).LIBRARY_NAMES : [];
  const all = [...own, ...known, ...libraries];
  return cliError('CLI_PLUGIN_UNKNOWN', {
    ...{ kind, name, known, own, libraries, nearest: nearest(name, all) },
  });
}

/**
 * The plugin of a spec.
 * @param more  options besides those of the spec
 * @throws CLI_PLUGIN_UNKNOWN, CLI_PLUGIN_INVALID, CLI_MODULE_NOT_LOADABLE, STRATEGY_INVALID, OBJECTIVE_INVALID,
 * and what the factory throws
 */
export async function resolvePlugin<K extends PluginKind>(
  kind: K,
  spec: string,
  more: object = {},
): Promise<ResolvedPlugin<K>> {
  const typed = parseQuery(spec);
  const found = await findPlugin(kind, { ...typed, options: { ...typed.options, ...more } });
  return makePlugin(kind, typed.name, found);
}

/** Makes the plugin of what was found, with more options if there are any. */
export async function makePlugin<K extends PluginKind>(
  kind: K,
  source: string,
  found: FoundPlugin,
  more: object = {},
): Promise<ResolvedPlugin<K>> {
  const query = { ...found.query, options: { ...found.query.options, ...more } };
  const { options } = query;
  const made: unknown =
    typeof found.value === 'function' ? await found.value(options) : found.value;
  const check: (source: string, value: unknown) => void = KINDS[kind].check;
  check(source, made);
  const plugin = made as Plugins[K];
  const hasIdentity = found.origin !== 'built-in' && KINDS[kind].opens !== true;
  return { plugin: hasIdentity ? withIdentity(plugin, query, found) : plugin, found, options };
}
