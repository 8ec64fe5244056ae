import { existsSync } from 'node:fs';
import type { Storage } from '@tune/core';
import { configEntry } from '../config/current.ts';
import { cliError } from '../errors.ts';
import { packageFile, packageNames } from './load-module.ts';
import { isPath } from './module-path.ts';
import { parseQuery } from './query.ts';
import { resolvePlugin } from './resolve-plugin.ts';

/** What the commands need of a storage besides its log: the catalog, with these. */
const CATALOG = [
  ...['studies', 'comparisons', 'comparison', 'damaged', 'addComparison', 'changeComparison'],
  ...['recordProgress', 'reopenComparisons', 'remove'],
] as const;

/**
 * Whether `--storage` names a plugin rather than a file: an entry of the config, a module, or a package that is
 * installed, unless a file is called so.
 */
export async function isStoragePlugin(spec: string): Promise<boolean> {
  const { name } = parseQuery(spec);
  if (configEntry('storage', name) !== undefined) return true;
  if (isPath(name)) return /\.[cm]?[jt]s(#[^/]*)?$/.test(name);
  if (existsSync(spec) || !/^(@[\w.-]+\/)?[\w-]+$/.test(name)) return false;
  // Of a short name only packages with the prefix: `--storage results` is a file.
  const names = packageNames('storage', name).filter((one) => one.includes('tune-storage-'));
  return (await packageFile(names)) !== undefined;
}

/**
 * The storage of a spec such as `redis?url=redis://host`.
 * @throws CLI_PLUGIN_UNKNOWN, CLI_PLUGIN_INVALID  also if it has no catalog, which comparisons need
 */
export async function resolveStorage(spec: string): Promise<Storage> {
  const { plugin } = await resolvePlugin('storage', spec);
  const catalog: unknown = plugin.catalog;
  const missing = CATALOG.filter(
    (name) => typeof (Object(catalog) as Readonly<Record<string, unknown>>)[name] !== 'function',
  );
  if (missing.length === 0) return plugin;
  throw cliError('CLI_PLUGIN_INVALID', {
    ...{ kind: 'storage', source: spec, expected: 'with a catalog' },
    reason: `its catalog has no function ${missing.join(', ')}`,
  });
}
