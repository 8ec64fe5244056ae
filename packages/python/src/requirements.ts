import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Libraries that do not work together have environments of their own. */
const OWN_ENVIRONMENT: ReadonlySet<string> = new Set(['nevergrad']);

/** Distributions whose own requirements are too old, although they work with newer ones. */
const WITHOUT_REQUIREMENTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['HEBO', ['disjoint-set', 'pandas', 'scikit-learn', 'numpy']],
]);

/** What Optuna takes about half of its time from, if it is there. */
const BESIDES: ReadonlyMap<string, readonly string[]> = new Map([['optuna', ['greenlet']]]);

/** The environment of a library: the name of its file of pinned versions, and of its folder. */
export const environmentOf = (library: string): string =>
  OWN_ENVIRONMENT.has(library) ? library : 'shared';

/** The file with the versions of an environment, for pip's `--constraint`. */
export const constraintsOf = (environment: string): string =>
  fileURLToPath(new URL(`../requirements/${environment}.txt`, import.meta.url));

/** Names are compared as the Python package index does. */
const normalized = (name: string): string => name.replaceAll(/[-_.]+/g, '-').toLowerCase();

/** The requirements as pip takes them, each with its version. */
function pinned(names: readonly string[], environment: string): string[] {
  const lines = readFileSync(constraintsOf(environment), 'utf8').split('\n');
  const pins = new Map(lines.map((line) => [normalized(line.split('==')[0]!), line.trim()]));
  return names.map((name) => pins.get(normalized(name)) ?? name);
}

/** What is to be installed for some distributions. */
export interface Installation {
  readonly requirements: readonly string[];
  /** Those that are installed without what they ask for. */
  readonly alone: readonly string[];
}

/** What is to be installed so that these distributions are there. */
export function installationOf(
  distributions: readonly string[],
  environment: string,
): Installation {
  const alone = distributions.filter((name) => WITHOUT_REQUIREMENTS.has(name));
  const names = distributions.flatMap((name) => [
    ...(WITHOUT_REQUIREMENTS.get(name) ?? [name]),
    ...(BESIDES.get(name) ?? []),
  ]);
  return {
    requirements: pinned([...new Set(names)], environment),
    alone: pinned(alone, environment),
  };
}

/** The same as commands for a person. */
export function installCommands(
  python: string,
  distributions: readonly string[],
  environment: string,
): string {
  const { requirements, alone } = installationOf(distributions, environment);
  const pip = `${python} -m pip install`;
  const lines = [
    ...(requirements.length === 0 ? [] : [`${pip} ${requirements.join(' ')}`]),
    ...(alone.length === 0 ? [] : [`${pip} --no-deps ${alone.join(' ')}`]),
  ];
  return lines.join(' && ');
}
