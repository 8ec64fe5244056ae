import type { Pruner } from '@tune/core';
import { parseQuery } from './query.ts';
import { resolvePlugin } from './resolve-plugin.ts';

/**
 * The pruner of a spec such as `halving?reduction=4`.
 * @throws CLI_PLUGIN_UNKNOWN, CLI_PLUGIN_INVALID, CLI_MODULE_NOT_LOADABLE, PRUNER_OPTION_INVALID
 */
export async function resolvePruner(spec: string): Promise<Pruner> {
  const { plugin, found } = await resolvePlugin('pruner', spec);
  return found.origin === 'built-in' ? plugin : { ...plugin, source: parseQuery(spec).name };
}
