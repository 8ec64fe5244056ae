import { TuneError, type Objective } from '@tune/core';
import { nearest } from '../nearest.ts';
import { isPath, loadPackage, loadPath, packageNames } from './load-module.ts';
import { parseQuery } from './query.ts';

type ObjectiveFactory = (options: object) => Objective | Promise<Objective>;

/** Built-in objectives by name: each is imported when it is asked for. */
const BUILT_IN: Readonly<Record<string, () => Promise<ObjectiveFactory>>> = {
  branin: async () => (await import('@tune/objectives/functions')).branin as ObjectiveFactory,
  hartmann6: async () => (await import('@tune/objectives/functions')).hartmann6 as ObjectiveFactory,
  mnist: async () => (await import('@tune/objectives/mnist')).mnist as ObjectiveFactory,
};

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
): Promise<Objective> {
  const { name, options } = parseQuery(spec);
  const known = Object.keys(BUILT_IN);
  const plugin = isPath(name)
    ? await loadPath(name)
    : Object.hasOwn(BUILT_IN, name)
      ? await BUILT_IN[name]!()
      : await loadPackage(packageNames('objective', name));
  if (plugin === undefined && !isPath(name)) {
    throw new TuneError('CLI_OBJECTIVE_UNKNOWN', { name, known, nearest: nearest(name, known) });
  }
  const make = async (more: object): Promise<Objective> => {
    const value = typeof plugin === 'function' ? await plugin({ ...options, ...more }) : plugin;
    return checkObjective(name, value);
  };
  const plain = await make({});
  const computed = { ...(backend === undefined ? {} : { backend }), ...(cuda ? { cuda } : {}) };
  if (backend !== undefined) checkBackend(plain, backend);
  if (preset === undefined) return Object.keys(computed).length === 0 ? plain : make(computed);
  const presets = Object.keys(plain.presets ?? {});
  if (!presets.includes(preset)) {
    throw new TuneError('OBJECTIVE_PRESET_UNKNOWN', {
      objective: plain.name,
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
