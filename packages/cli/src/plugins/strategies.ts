import { basename, extname } from 'node:path';
import { TuneError, type Strategy } from '@tune/core';
import type { Contender } from '@tune/compare';
import { nearest } from '../nearest.ts';
import { isPath, loadPackage, loadPath, packageNames } from './load-module.ts';
import { parseQuery } from './query.ts';

/**
 * The strategies of a list such as `bayes,./mine.mjs?radius=0.1`, each under a label of its own.
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
    const twice = contenders.some(({ label }) => label === labelOf(spec));
    // The same strategy with other options: the options are its label.
    contenders.push({ label: twice ? uniqueLabel(spec, contenders) : labelOf(spec), strategy });
  }
  return contenders;
}

function labelOf(spec: string): string {
  const { name } = parseQuery(spec);
  return isPath(name) ? basename(name, extname(name)) : name;
}

function uniqueLabel(spec: string, taken: readonly Contender[]): string {
  const at = spec.indexOf('?');
  const full = labelOf(spec) + (at < 0 ? '' : spec.slice(at));
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
  const { builtInStrategies } = await import('@tune/strategies');
  const known = Object.keys(builtInStrategies);
  const plugin = isPath(name)
    ? (await loadPath(name)).value
    : Object.hasOwn(builtInStrategies, name)
      ? builtInStrategies[name]
      : (await loadPackage(packageNames('strategy', name)))?.value;
  if (plugin === undefined && !isPath(name)) {
    throw new TuneError('CLI_STRATEGY_UNKNOWN', { name, known, nearest: nearest(name, known) });
  }
  return checkStrategy(name, typeof plugin === 'function' ? await plugin(options) : plugin);
}

/** @throws STRATEGY_INVALID  what is missing */
function checkStrategy(source: string, value: unknown): Strategy {
  const strategy = value as Partial<Strategy> | null | undefined;
  const missing = (reason: string) => new TuneError('STRATEGY_INVALID', { source, reason });
  if (typeof strategy !== 'object' || strategy === null) {
    throw missing('its default export is neither a strategy nor a function that makes one');
  }
  if (typeof strategy.name !== 'string') throw missing('its name is no string');
  if (strategy.apiVersion !== 1) throw missing(`its apiVersion is ${String(strategy.apiVersion)}`);
  if (typeof strategy.capabilities !== 'object' || strategy.capabilities === null)
    throw missing('it declares no capabilities');
  if (typeof strategy.suggest !== 'function') throw missing('it has no function suggest');
  return strategy as Strategy;
}
