import { basename, extname } from 'node:path';
import type { Contender } from '@tune/compare';
import { isTuneError, type Strategy, type TuneError } from '@tune/core';
import { checkStrategy } from '@tune/core/plugin';
import { cliError } from '../errors.ts';
import { isPath, loadPackage, loadPath, packageNames, type Loaded } from './load-module.ts';
import { nearest } from './nearest.ts';
import { librariesMissing, programLabel, resolveProgram } from './program-strategies.ts';
import { formatQuery, parseQuery, type Query } from './query.ts';
import { withIdentity } from './version.ts';

/**
 * The strategies of a list such as `bayes,./mine.mjs?radius=0.1`, each under a unique label.
 * @throws CLI_STRATEGY_UNKNOWN, CLI_MODULE_NOT_LOADABLE, STRATEGY_INVALID, STRATEGY_OPTION_INVALID
 * @throws CLI_LIBRARY_MISSING  Python libraries of all strategies that have one
 */
export async function resolveStrategies(list: string): Promise<Contender[]> {
  const specs = list
    .split(',')
    .map((spec) => spec.trim())
    .filter((spec) => spec !== '');
  const contenders: Contender[] = [];
  const missing = new Map<string, TuneError>();
  for (const spec of specs) {
    try {
      const strategy = await resolveStrategy(spec);
      contenders.push({ label: uniqueLabel(labelOf(spec), contenders), strategy });
    } catch (error) {
      // All that is to be installed is told at once.
      if (!isTuneError(error, 'STRATEGY_LIBRARY_MISSING')) throw error;
      missing.set(parseQuery(spec).name, error);
    }
  }
  if (missing.size > 0) throw librariesMissing(missing);
  return contenders;
}

/** `bayes?kernel=rbf`: what it is called, and its options in one order. Slashes divide the names of studies. */
function labelOf(spec: string): string {
  const { name, options } = parseQuery(spec);
  const short = programLabel(name) ?? (isPath(name) ? basename(name, extname(name)) : name);
  return formatQuery({ name: short, options }).replaceAll('/', '-');
}

/** The same strategy once more is `random (2)`. */
function uniqueLabel(label: string, taken: readonly Contender[]): string {
  const isTaken = (text: string) => taken.some((one) => one.label === text);
  for (let n = 1; ; n++) {
    const text = n === 1 ? label : `${label} (${n})`;
    if (!isTaken(text)) return text;
  }
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
