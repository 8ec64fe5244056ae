import { basename, extname } from 'node:path';
import type { Contender } from '@tune/compare';
import type { Strategy } from '@tune/core';
import { checkStrategy } from '@tune/core/plugin';
import { cliError } from '../errors.ts';
import { isPath, loadPackage, loadPath, packageNames, type Loaded } from './load-module.ts';
import { nearest } from './nearest.ts';
import { parseQuery } from './query.ts';
import { withFileVersion } from './version.ts';

/**
 * The strategies of a list such as `bayes,./mine.mjs?radius=0.1`, each under a unique label.
 * @throws CLI_STRATEGY_UNKNOWN, CLI_MODULE_NOT_LOADABLE, STRATEGY_INVALID, STRATEGY_OPTION_INVALID
 */
export async function resolveStrategies(list: string): Promise<Contender[]> {
  const specs = list
    .split(',')
    .map((spec) => spec.trim())
    .filter((spec) => spec !== '');
  const contenders: Contender[] = [];
  for (const spec of specs) {
    const strategy = await resolveStrategy(spec);
    const isTaken = contenders.some(({ label }) => label === labelOf(spec));
    // The same strategy with other options is told apart by its options.
    contenders.push({ label: isTaken ? uniqueLabel(spec, contenders) : labelOf(spec), strategy });
  }
  return contenders;
}

function labelOf(spec: string): string {
  const { name } = parseQuery(spec);
  return isPath(name) ? basename(name, extname(name)) : withoutSlashes(name);
}

/** Labels are a part of study names, which slashes divide. */
const withoutSlashes = (label: string): string => label.replaceAll('/', '-');

function uniqueLabel(spec: string, taken: readonly Contender[]): string {
  const at = spec.indexOf('?');
  const full = labelOf(spec) + (at < 0 ? '' : withoutSlashes(spec.slice(at)));
  const isTaken = (label: string) => taken.some((one) => one.label === label);
  for (let n = 1; ; n++) {
    const label = n === 1 ? full : `${full} (${n})`;
    if (!isTaken(label)) return label;
  }
}

/**
 * The strategy of a spec such as `bayes?noise=deterministic`.
 * @param more  options besides those of the spec
 * @throws CLI_STRATEGY_UNKNOWN, CLI_MODULE_NOT_LOADABLE, STRATEGY_INVALID, STRATEGY_OPTION_INVALID
 */
export async function resolveStrategy(spec: string, more: object = {}): Promise<Strategy> {
  const { name, options: written } = parseQuery(spec);
  const options = { ...written, ...more };
  if (isPath(name)) {
    const { value, module } = await loadPath(name);
    return withFileVersion(await made(name, value, options), module);
  }
  const { builtInStrategies } = await import('@tune/strategies');
  if (Object.hasOwn(builtInStrategies, name)) return builtInStrategies[name]!(options);
  const found: Loaded | undefined = await loadPackage(packageNames('strategy', name));
  if (found !== undefined) return made(name, found.value, options);
  const known = Object.keys(builtInStrategies);
  throw cliError('CLI_STRATEGY_UNKNOWN', { name, known, nearest: nearest(name, known) });
}

/** A strategy, or what a factory returns. @throws STRATEGY_INVALID */
async function made(source: string, plugin: unknown, options: object): Promise<Strategy> {
  const strategy: unknown = typeof plugin === 'function' ? await plugin(options) : plugin;
  checkStrategy(source, strategy);
  return strategy;
}
