import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Json, Objective, ObjectiveReference } from '@tune/core';
import { checkObjective, nearest } from '@tune/core/plugin';
import { cliError, usage } from '../errors.ts';
import { loadBuiltIn, OBJECTIVE_NAMES } from './built-in-objectives.ts';
import { isPath, loadPackage, loadPath, packageNames, type Loaded } from './load-module.ts';
import { parseQuery } from './query.ts';
import { withIdentity } from './version.ts';
import { sourceFiles } from '../versions/source-files.ts';
import type { ObjectiveFiles } from '../versions/with-unchanged-code.ts';

/** An objective, and where a child process finds the same one. */
export interface ResolvedObjective {
  readonly objective: Objective;
  readonly reference: ObjectiveReference;
  /** Of a person's own; undefined for those of packages. */
  readonly code?: ObjectiveFiles;
}

/** What the command line says about an objective besides its name. */
export interface ObjectiveFlags {
  readonly preset?: string;
  readonly backend?: string;
  readonly cuda?: boolean;
}

/**
 * The objective of a name or a path, with preset and backend if they are given.
 * @throws CLI_OBJECTIVE_UNKNOWN, CLI_MODULE_NOT_LOADABLE, CLI_USAGE, OBJECTIVE_INVALID,
 * OBJECTIVE_PRESET_UNKNOWN, OBJECTIVE_OPTION_INVALID
 */
export async function resolveObjective(
  spec: string,
  { preset, backend, cuda = false }: ObjectiveFlags,
): Promise<ResolvedObjective> {
  const query = parseQuery(spec);
  const { name, options } = query;
  const loaded = await load(name);
  const make = async (more: Readonly<Record<string, unknown>>): Promise<ResolvedObjective> => {
    const all = { ...options, ...more };
    const { value, module, name: exported } = loaded;
    const made: unknown = typeof value === 'function' ? await value(all) : value;
    checkObjective(name, made);
    const objective = loaded.isOurs ? made : withIdentity(made, query, loaded);
    const { version = '' } = objective;
    const reference = { module, export: exported, version, options: all as Json };
    return isPath(name)
      ? { objective, reference, code: { files: sourceFiles(name), isReadByEachTrial: false } }
      : { objective, reference };
  };
  const plain = await make({});
  const computed = { ...(backend === undefined ? {} : { backend }), ...(cuda ? { cuda } : {}) };
  if (backend !== undefined) checkBackend(plain.objective, backend);
  if (preset === undefined) return Object.keys(computed).length === 0 ? plain : make(computed);
  checkPreset(plain.objective, preset);
  return make({ preset, ...computed });
}

async function load(name: string): Promise<Loaded & { readonly isOurs: boolean }> {
  if (isPath(name)) return { ...(await loadPath(name)), isOurs: false };
  const own = await loadBuiltIn(name);
  if (own !== undefined) {
    return { value: own.value, module: fileOf(own.module), name: own.export, isOurs: true };
  }
  const found = await loadPackage(packageNames('objective', name));
  if (found !== undefined) return { ...found, isOurs: false };
  const known = OBJECTIVE_NAMES;
  throw cliError('CLI_OBJECTIVE_UNKNOWN', { name, known, nearest: nearest(name, known) });
}

function checkPreset({ name: objective, presets = {} }: Objective, preset: string): void {
  const known = Object.keys(presets);
  if (known.includes(preset)) return;
  const near = nearest(preset, known);
  throw cliError('OBJECTIVE_PRESET_UNKNOWN', { objective, preset, presets: known, nearest: near });
}

function checkBackend({ name, backends = [] }: Objective, backend: string): void {
  if (backends.includes(backend)) return;
  const expected = backends.length === 0 ? 'no value' : `one of ${backends.join(', ')}`;
  throw usage(
    `The objective "${name}" expects ${expected} for its option "backend", but got "${backend}".`,
  );
}

/** Where a module of ours is, as another process imports it. */
export const fileOf = (module: string): string =>
  pathToFileURL(createRequire(import.meta.url).resolve(module)).href;
