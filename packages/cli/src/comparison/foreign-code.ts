import type { Json } from '@tune/core';
import { OBJECTIVE_NAMES } from '../plugins/built-in-objectives.ts';
import { isLibrary } from '../plugins/program-strategies.ts';
import { parseQuery } from '../plugins/query.ts';
import { flagsOf, isImported } from './definition.ts';

/** An option of an objective of ours that names a folder from which programs are loaded. */
const CODE_OPTION = 'cacheFolder';

/**
 * What resuming an imported comparison would run that is neither part of tune nor typed by its user: the
 * program, and modules of objective, strategies, pruner and executor. Empty for one that began in this file.
 */
export async function foreignCode(definition: Json): Promise<readonly string[]> {
  if (!isImported(definition)) return [];
  const { builtInPruners, builtInStrategies } = await import('@tune/strategies');
  const { flags, folder } = flagsOf(definition);
  const { command, config, executor, objective, pruner, strategies } = flags;
  const nameOf = (spec: string): string => parseQuery(spec.trim()).name;
  const isOurs = (spec: string) =>
    Object.hasOwn(builtInStrategies, nameOf(spec)) || isLibrary(nameOf(spec));
  const isOwnObjective =
    OBJECTIVE_NAMES.includes(nameOf(objective)) &&
    !Object.hasOwn(parseQuery(objective.trim()).options, CODE_OPTION);
  const found = [
    ...(command === undefined ? [] : [`the program ${command}`]),
    ...(config === undefined ? [] : [`the config ${config}`]),
    ...(command !== undefined || isOwnObjective ? [] : [`the objective ${objective.trim()}`]),
    ...strategies
      .split(',')
      .filter((spec) => spec.trim() !== '' && !isOurs(spec))
      .map((spec) => `the strategy ${nameOf(spec)}`),
    ...(pruner === undefined || Object.hasOwn(builtInPruners, nameOf(pruner))
      ? []
      : [`the pruner ${nameOf(pruner)}`]),
    ...(executor === undefined ? [] : [`the executor ${nameOf(executor)}`]),
  ];
  if (found.length === 0 || folder === undefined) return found;
  return [...found, `in the folder ${folder}`];
}
