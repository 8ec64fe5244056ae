import { guardedReporter } from '../reporters/guarded-reporter.ts';
import type { Reporter } from '../reporters/reporter.ts';
import { resolvePlugin } from './resolve-plugin.ts';

/**
 * The reporter of a spec such as `./chart.ts?file=chart.svg`, which costs only itself if it fails.
 * @throws CLI_PLUGIN_UNKNOWN, CLI_PLUGIN_INVALID, CLI_MODULE_NOT_LOADABLE
 */
export const resolveReporter = async (spec: string): Promise<Reporter> =>
  guardedReporter((await resolvePlugin('reporter', spec)).plugin, spec);
