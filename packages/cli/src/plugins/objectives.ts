import { fileURLToPath } from 'node:url';
import type { Json, Objective } from '@tune/core';
import { nearest } from '@tune/core/plugin';
import { cliError, usage } from '../errors.ts';
import { configProgram } from './config-program.ts';
import { parseQuery } from './query.ts';
import { findPlugin, makePlugin } from './resolve-plugin.ts';
import type { ResolvedObjective } from './resolved-objective.ts';
import { sourceFiles } from '../versions/source-files.ts';

/** What the command line says about an objective besides its name. */
export interface ObjectiveFlags {
  readonly preset?: string;
  readonly backend?: string;
  readonly cuda?: boolean;
}

/**
 * The objective of a name or a path, with preset and backend if they are given.
 * @throws CLI_PLUGIN_UNKNOWN, CLI_MODULE_NOT_LOADABLE, CLI_USAGE, OBJECTIVE_INVALID,
 * OBJECTIVE_PRESET_UNKNOWN, OBJECTIVE_OPTION_INVALID
 */
export async function resolveObjective(
  spec: string,
  { preset, backend, cuda = false }: ObjectiveFlags,
): Promise<ResolvedObjective> {
  const query = parseQuery(spec);
  const program = await configProgram(query);
  if (program !== undefined) return program;
  const found = await findPlugin('objective', query);
  const make = async (more: Readonly<Record<string, unknown>>): Promise<ResolvedObjective> => {
    const { plugin: objective, options } = await makePlugin('objective', query.name, found, more);
    const { version = '' } = objective;
    const reference = {
      ...{ module: found.module, export: found.name, version, options: options as Json },
    };
    const isOwn = found.origin === 'path' || found.origin === 'config';
    if (!isOwn) return { objective, reference };
    const files = sourceFiles(fileURLToPath(found.module));
    return { objective, reference, code: { files, isReadByEachTrial: false } };
  };
  const plain = await make({});
  const computed = { ...(backend === undefined ? {} : { backend }), ...(cuda ? { cuda } : {}) };
  if (backend !== undefined) checkBackend(plain.objective, backend);
  if (preset === undefined) return Object.keys(computed).length === 0 ? plain : make(computed);
  checkPreset(plain.objective, preset);
  return make({ preset, ...computed });
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
