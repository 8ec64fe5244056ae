import { typed } from '../options/check.ts';
import { parseQuery } from '../plugins/query.ts';
import { flagOf, type OptionName } from '../options/table.ts';
import type { Command } from '../program/command.ts';
import { log } from '../process/output.ts';
import { shownPath } from '../versions/shown-path.ts';
import { configEntry, type LoadedConfig } from './current.ts';
import { DEFAULT_OPTIONS, TOGETHER } from './default-options.ts';
import { findConfig } from './find-config.ts';
import { useConfig } from './load-config.ts';
import { rebasedPath, rebasedSpec } from './rebased-spec.ts';

type Values = Readonly<Record<string, unknown>>;

export interface Configured {
  /** The flags, where those that were not typed have the defaults of the config. */
  readonly flags: Values;
  /** The options that were set, by the config or on the command line. */
  readonly given: ReadonlySet<string>;
}

/**
 * Finds the config of a command, uses it, and says so.
 * What resumes something stored takes the config of that, and no defaults.
 * @throws CLI_CONFIG_INVALID
 */
export async function withConfig(
  flags: Values,
  { options, given }: Pick<Command, 'options' | 'given'>,
  argv: readonly string[],
): Promise<Configured> {
  const isTyped = (name: OptionName): boolean => typed(argv, flagOf(name)).length > 0;
  const typedOptions = [...options, ...given].filter(isTyped);
  if (!options.includes('config')) return { flags, given: new Set(typedOptions) };
  const { config: named, ...others } = flags;
  const isWanted = named !== false;
  const file = typeof named === 'string' ? named : isWanted ? findConfig(process.cwd()) : undefined;
  if (!isWanted || file === undefined) return { flags: others, given: new Set(typedOptions) };
  const config = await useConfig(file);
  const values = defaultsOf(config, options, typedOptions);
  log(lineOf(config, values));
  return {
    flags: { ...others, ...values, config: shownPath(config.file) },
    given: new Set([...typedOptions, ...Object.keys(values)]),
  };
}

/** The defaults that count: of options that the command has, and that nothing on the command line replaces. */
function defaultsOf(
  { config: { defaults = {} }, file }: LoadedConfig,
  options: readonly OptionName[],
  typedOptions: readonly OptionName[],
): Values {
  const replaced = new Set<string>([
    ...typedOptions,
    ...TOGETHER.filter((group) => group.some((name) => typedOptions.includes(name))).flat(),
    // A variable of the environment is nearer to the person than a file.
    ...(process.env['TUNE_STORAGE'] ? ['storage'] : []),
  ]);
  const takesSeveral = options.includes('repeats');
  const values = DEFAULT_OPTIONS.flatMap((name): [string, unknown][] => {
    const value: unknown = defaults[name];
    if (value === undefined || replaced.has(name) || !options.includes(name)) return [];
    if (name !== 'objective' || takesSeveral) return [[name, fromFolder(name, value, file)]];
    // Commands about one objective have no use for several.
    const [only, more] = [value].flat();
    return more === undefined && typeof only === 'string' && !only.includes(',')
      ? [[name, rebasedSpec(only, file)]]
      : [];
  });
  return Object.fromEntries(values);
}

/** Paths of a config start from its folder. */
function fromFolder(name: OptionName, value: unknown, file: string): unknown {
  switch (name) {
    case 'strategies':
    case 'objective':
    case 'strategy': {
      const specs = [value].flat().flatMap((text) => String(text).split(','));
      return specs.map((spec) => rebasedSpec(spec.trim(), file)).join(',');
    }
    case 'pruner':
    case 'executor':
      return rebasedSpec(String(value), file);
    case 'spaceFile':
      return rebasedPath(String(value), file);
    case 'storage':
      return value === 'memory' ? value : rebasedStorage(String(value), file);
    default:
      return value;
  }
}

/** A file, unless it is an entry of the config, a module or a package with options. */
function rebasedStorage(spec: string, file: string): string {
  const { name } = parseQuery(spec);
  const isPlugin = configEntry('storage', name) !== undefined || name !== spec;
  return isPlugin ? rebasedSpec(spec, file) : rebasedPath(spec, file);
}

/** `config  tune.config.ts: trials 20, strategies bayes,mine` */
function lineOf({ file }: LoadedConfig, values: Values): string {
  const parts = Object.entries(values).map(
    ([name, value]) => `${flagOf(name as OptionName)} ${String(value)}`,
  );
  return `config  ${shownPath(file)}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`;
}
