import type { Contender } from '@tune/compare';
import { isTuneError, TuneError, type Strategy } from '@tune/core';
import { shellWord } from '../terminal/shell.ts';
import { hostStrategy } from './hosted-strategies.ts';
import { labelOf, splitSpecs, uniqueLabel } from './labels.ts';
import { librariesMissing, resolveProgram } from './program-strategies.ts';
import { parseQuery } from './query.ts';
import { behindConfig, resolvePlugin } from './resolve-plugin.ts';

/** Where strategies of the user's are called. */
interface StrategyHosting {
  /** In this process instead of a thread of their own, such as for a debugger. Default: false. */
  readonly inProcess?: boolean;
  /** How long a suggestion may take. */
  readonly suggestSeconds?: number;
}

/** A strategy of the user's that cannot be loaded: the others could do without it. */
const NOT_LOADED: ReadonlySet<string> = new Set([
  'CLI_MODULE_NOT_LOADABLE',
  'STRATEGY_EXITED',
  'STRATEGY_INVALID',
  'STRATEGY_LOAD_TIMED_OUT',
  'STRATEGY_OUT_OF_MEMORY',
]);

/**
 * The strategies of a list such as `bayes,./mine.mjs?radius=0.1`, each under a unique label.
 * @throws CLI_PLUGIN_UNKNOWN, CLI_MODULE_NOT_LOADABLE, STRATEGY_INVALID, STRATEGY_OPTION_INVALID
 * @throws CLI_LIBRARY_MISSING  Python libraries of all strategies that have one
 */
export async function resolveStrategies(
  list: string,
  hosting: StrategyHosting = {},
): Promise<Contender[]> {
  const contenders: Contender[] = [];
  const missing = new Map<string, TuneError>();
  const specs = splitSpecs(list);
  for (const spec of specs) {
    try {
      const strategy = await resolveStrategy(spec, {}, hosting);
      const taken = contenders.map(({ label }) => label);
      const source = parseQuery(spec).name;
      contenders.push({ label: uniqueLabel(labelOf(spec), taken), strategy, source });
    } catch (error) {
      // All that is to be installed is told at once.
      if (!isTuneError(error, 'STRATEGY_LIBRARY_MISSING')) throw leftOut(error, spec, specs);
      missing.set(parseQuery(spec).name, error);
    }
  }
  if (missing.size > 0) throw librariesMissing(missing);
  return contenders;
}

/**
 * The strategy of a spec such as `bayes?noise=deterministic`.
 * @param more  options besides those of the spec
 * @throws CLI_PLUGIN_UNKNOWN, CLI_MODULE_NOT_LOADABLE, STRATEGY_INVALID, STRATEGY_OPTION_INVALID
 */
export async function resolveStrategy(
  spec: string,
  more: object = {},
  { inProcess = false, suggestSeconds }: StrategyHosting = {},
): Promise<Strategy> {
  const { name, options } = behindConfig('strategy', parseQuery(spec));
  const query = { name, options: { ...options, ...more } };
  const program = resolveProgram(query);
  if (program !== undefined) return program;
  const hosted = inProcess ? undefined : await hostStrategy(query, suggestSeconds);
  if (hosted !== undefined) return hosted;
  return (await resolvePlugin('strategy', spec, more)).plugin;
}

/** The error, with what to type to go on without the strategy. */
function leftOut(error: unknown, spec: string, specs: readonly string[]): unknown {
  const others = specs.filter((one) => one !== spec);
  if (!isTuneError(error) || !NOT_LOADED.has(error.code) || others.length === 0) return error;
  const { code, message, details, cause } = error;
  const hint = `To go on without it: --strategies ${shellWord(others.join(','))}`;
  return new TuneError(code, `${message}\n${hint}`, { details, cause });
}
