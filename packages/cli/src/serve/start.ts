import {
  createStudy,
  memoryStorage,
  spaceFromJSON,
  type Budget,
  type Pruner,
  type Storage,
  type Strategy,
  type Study,
} from '@tune/core';
import { coreError, studyNameFault } from '@tune/core/plugin';
import { resolvePruner } from '../plugins/pruners.ts';
import { resolveStrategy } from '../plugins/strategies.ts';
import { openStorage } from '../stored/open-storage.ts';
import type { ValuesOf } from './fields.ts';
import { invalidRequest } from './invalid-request.ts';
import type { OPERATIONS } from './operations.ts';

type Start = ValuesOf<typeof OPERATIONS.start>;

/** What a start has made. */
export interface Started {
  readonly study: Study;
  readonly storage: Storage;
  readonly pruner: Pruner | undefined;
}

/**
 * The study of a start: a new one, or the stored one of its name, which keeps its seed and budget if
 * none is given. All that can be checked without the storage comes first, so that a start that is
 * refused leaves no file.
 *
 * @throws CLI_REQUEST_INVALID, SPACE_INVALID, SPACE_JSON_INVALID, CLI_PLUGIN_UNKNOWN,
 * STRATEGY_OPTION_INVALID  and what the storage throws
 * @throws STUDY_CHANGED  the stored study has another space, direction, strategy or seed
 * @throws STORAGE_NAME_TAKEN  a comparison has the name
 */
export async function startStudy(start: Start): Promise<Started> {
  const { direction, name = 'study', storage: file } = start;
  const fault = name.includes('/') ? 'a name without slashes' : studyNameFault(name);
  if (fault !== undefined) throw invalidRequest('name', fault, name);
  const space = spaceFromJSON(start.space);
  if (space.constraints.length > 0) {
    const expected =
      'no constraints, which are functions (tell "failed" for points that break one),';
    throw invalidRequest('space', expected, space.constraints);
  }
  const strategy = await strategyOf(start);
  const pruner = start.pruner === undefined ? undefined : await resolvePruner(start.pruner);
  const budget = budgetOf(start);
  const storage = file === undefined ? memoryStorage() : await openStorage({ storage: file });
  try {
    if ((await storage.catalog.comparison(name)) !== undefined) {
      throw coreError('STORAGE_NAME_TAKEN', { name });
    }
    const seed = start.seed ?? ((await isStored(storage, name)) ? undefined : 1);
    const study = await createStudy({
      ...{ name, space, direction, strategy, storage },
      ...(seed === undefined ? {} : { seed }),
      ...(budget === undefined ? {} : { budget }),
    });
    return { study, storage, pruner };
  } catch (error) {
    await storage.close();
    throw error;
  }
}

function strategyOf({ strategy = 'bayes', init, options = {} }: Start): Promise<Strategy> {
  return resolveStrategy(strategy, {
    ...options,
    ...(init === undefined ? {} : { initialTrials: init }),
  });
}

/** With steps, a budget is counted in them, as `tune run --pruner` does: a pruned trial costs its own. */
function budgetOf({ pruner, budget, steps }: Start): Budget | undefined {
  if (steps !== undefined && (pruner === undefined || budget === undefined)) {
    throw invalidRequest('steps', 'a "pruner" and a "budget", or nothing,', steps);
  }
  if (budget === undefined) return undefined;
  return steps === undefined ? { trials: budget } : { steps: budget * steps, stepsPerTrial: steps };
}

async function isStored(storage: Storage, name: string): Promise<boolean> {
  for await (const _ of storage.read(name, 0)) return true;
  return false;
}
