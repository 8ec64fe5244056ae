import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { TuneError, type Json, type Objective, type ObjectiveReference } from '@tune/core';
import { nearest } from '../nearest.ts';
import { loadBuiltIn, OBJECTIVE_NAMES } from './built-in-objectives.ts';
import { isPath, loadPackage, loadPath, packageNames, type Loaded } from './load-module.ts';
import { parseQuery } from './query.ts';

/** An objective, and where a child process finds the same one. */
export interface ResolvedObjective {
  readonly objective: Objective;
  readonly reference: ObjectiveReference;
}

/** What the command line says of an objective besides its name. */
export interface ObjectiveFlags {
  readonly preset?: string | undefined;
  readonly backend?: string | undefined;
  readonly cuda?: boolean | undefined;
}

/**
 * The objective of a name or a path, with the preset and backend that are asked for.
 * @throws CLI_OBJECTIVE_UNKNOWN, CLI_MODULE_NOT_LOADABLE, OBJECTIVE_INVALID,
 * OBJECTIVE_PRESET_UNKNOWN, OBJECTIVE_OPTION_INVALID
 */
export async function resolveObjective(
  spec: string,
  { preset, backend, cuda = false }: ObjectiveFlags,
): Promise<ResolvedObjective> {
  const { name, options } = parseQuery(spec);
  const loaded = isPath(name)
    ? await loadPath(name)
    : ((await ownOf(name)) ?? (await loadPackage(packageNames('objective', name))));
  if (loaded === undefined) {
    const known = OBJECTIVE_NAMES;
    throw new TuneError('CLI_OBJECTIVE_UNKNOWN', { name, known, nearest: nearest(name, known) });
  }
  const make = async (more: Readonly<Record<string, unknown>>): Promise<ResolvedObjective> => {
    const all = { ...options, ...more };
    const { value, module, name: exported } = loaded;
    const made = typeof value === 'function' ? await value(all) : value;
    const version = versionOf(module);
    const reference = { module, export: exported, version, options: all as Json };
    return { objective: checkObjective(name, made), reference };
  };
  const plain = await make({});
  const computed = { ...(backend === undefined ? {} : { backend }), ...(cuda ? { cuda } : {}) };
  if (backend !== undefined) checkBackend(plain.objective, backend);
  if (preset === undefined) return Object.keys(computed).length === 0 ? plain : make(computed);
  const presets = Object.keys(plain.objective.presets ?? {});
  if (!presets.includes(preset)) {
    throw new TuneError('OBJECTIVE_PRESET_UNKNOWN', {
      objective: plain.objective.name,
      preset,
      presets,
      nearest: nearest(preset, presets),
    });
  }
  return make({ preset, ...computed });
}

function checkBackend({ name, backends = [] }: Objective, backend: string): void {
  if (backends.includes(backend)) return;
  throw new TuneError('OBJECTIVE_OPTION_INVALID', {
    objective: name,
    option: 'backend',
    expected: backends.length === 0 ? 'no value' : `one of ${backends.join(', ')}`,
    value: backend,
  });
}

async function ownOf(name: string): Promise<Loaded | undefined> {
  const own = await loadBuiltIn(name);
  return own && { value: own.value, module: fileOf(own.module), name: own.export };
}

/** Where a module of ours lies, as another process imports it. */
export const fileOf = (module: string): string =>
  pathToFileURL(createRequire(import.meta.url).resolve(module)).href;

/** Another text of the file is another version of the objective. */
export const versionOf = (module: string): string =>
  createHash('sha256')
    .update(readFileSync(fileURLToPath(module)))
    .digest('hex')
    .slice(0, 12);

/** @throws OBJECTIVE_INVALID  what is missing */
function checkObjective(source: string, value: unknown): Objective {
  const objective = value as Partial<Objective> | null | undefined;
  const missing = (reason: string) => new TuneError('OBJECTIVE_INVALID', { source, reason });
  if (typeof objective !== 'object' || objective === null) {
    throw missing('its default export is neither an objective nor a function that makes one');
  }
  if (typeof objective.name !== 'string') throw missing('its name is no string');
  if (typeof objective.space?.decode !== 'function')
    throw missing('its space is not made by space()');
  if (objective.direction !== 'minimize' && objective.direction !== 'maximize') {
    throw missing(
      `its direction is ${JSON.stringify(objective.direction)}, neither "minimize" nor "maximize"`,
    );
  }
  if (typeof objective.evaluate !== 'function') throw missing('it has no function evaluate');
  return objective as Objective;
}
