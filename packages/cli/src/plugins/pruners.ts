import type { Pruner } from '@tune/core';
import { usage } from '../errors.ts';
import { nearest } from '@tune/core/plugin';
import { parseQuery } from './query.ts';

/**
 * The pruner of a name such as `halving?reduction=4`.
 * @throws CLI_USAGE  no pruner has this name
 * @throws PRUNER_OPTION_INVALID
 */
export async function resolvePruner(spec: string): Promise<Pruner> {
  const { name, options } = parseQuery(spec);
  const { builtInPruners } = await import('@tune/strategies');
  if (Object.hasOwn(builtInPruners, name)) return builtInPruners[name]!(options);
  const known = Object.keys(builtInPruners);
  const match = nearest(name, known);
  const hint = match === undefined ? '' : ` Did you mean ${match}?`;
  throw usage(`no pruner is called "${name}".${hint}\nThere are: ${known.join(', ')}.`);
}
