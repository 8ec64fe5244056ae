import type { Pruner } from '@tune/core';
import { resolvePlugin } from './resolve-plugin.ts';

/**
 * The pruner of a spec such as `halving?reduction=4`.
 * @throws CLI_PLUGIN_UNKNOWN, CLI_PLUGIN_INVALID, CLI_MODULE_NOT_LOADABLE, PRUNER_OPTION_INVALID
 */
export const resolvePruner = async (spec: string): Promise<Pruner> =>
  (await resolvePlugin('pruner', spec)).plugin;
