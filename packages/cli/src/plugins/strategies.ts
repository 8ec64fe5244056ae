import type { Contender } from '@tune/compare';
import { isTuneError, type Strategy, type TuneError } from '@tune/core';
import { checkStrategy, nearest } from '@tune/core/plugin';
import { cliError } from '../errors.ts';
import { labelOf, splitSpecs, uniqueLabel } from './labels.ts';
import { isPath, loadPackage, loadPath, packageNames, type Loaded } from './load-module.ts';
import { librariesMissing, resolveProgram } from './program-strategies.ts';
import { parseQuery, type Query } from './query.ts';
import { withIdentity } from './version.ts';

/**
 * The strategies of a list such as `bayes,./mine.mjs?radius=0.1`, each under a unique label.
 * @throws CLI_STRATEGY_UNKNOWN, CLI_MODULE_NOT_LOADABLE, STRATEGY_INVALID, STRATEGY_OPTION_INVALID
 * @throws CLI_LIBRARY_MISSING  Python libraries of all strategies that have one
 */
export async function resolveStrategies(list: string): Promise<Contender[]> {
  const contenders: Contender[] = [];
  const missing = new Map<string, TuneError>();
  for (const spec of splitSpecs(list)) {
    try {
      const strategy = await resolveStrategy(spec);
      const taken = contenders.map(({ label }) => label);
      contenders.push({ label: uniqueLabel(labelOf(spec), taken), strategy });
    } catch (error) {
      // All that is to be installed is told at once.
      if (!isTuneError(error, 'STRATEGY_LIBRARY_MISSING')) throw error;
      missing.set(parseQuery(spec).name, error);
    }
  }
  if (missing.size > 0) throw librariesMissing(missing);
  return contenders;
}

/**
 * The strategy of a spec such as `bayes?noise=deterministic`.
 * @param more  options besides those of the spec
 * @throws CLI_STRATEGY_UNKNOWN, CLI_MODULE_NOT_LOADABLE, STRATEGY_INVALID, STRATEGY_OPTION_INVALID
 */
export async function resolveStrategy(spec: string, more: object = {}): Promise<Strategy> {
  const { name, options: written } = parseQuery(spec);
  const query = { name, options: { ...written, ...more } };
  const { options } = query;
  const program = resolveProgram(query);
  if (program !== undefined) return program;
  if (isPath(name)) return made(query, await loadPath(name));
  const { builtInStrategies } = await import('@tune/strategies');
  if (Object.hasOwn(builtInStrategies, name)) return builtInStrategies[name]!(options);
  const found: Loaded | undefined = await loadPackage(packageNames('strategy', name));
  if (found !== undefined) return made(query, found);
  const known = Object.keys(builtInStrategies);
  throw cliError('CLI_STRATEGY_UNKNOWN', { name, known, nearest: nearest(name, known) });
}

/** A strategy, or what a factory returns. @throws STRATEGY_INVALID */
async function made(query: Query, loaded: Loaded): Promise<Strategy> {
  const { value } = loaded;
  const strategy: unknown = typeof value === 'function' ? await value(query.options) : value;
  checkStrategy(query.name, strategy);
  return withIdentity(strategy, query, loaded);
}
