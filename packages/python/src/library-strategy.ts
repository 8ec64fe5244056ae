import { existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isTuneError, type EnvironmentInfo, type Json, type Strategy } from '@tune/core';
import { cacheFolder } from './cache-folder.ts';
import { pythonError } from './errors.ts';
import { ProgramProcess, type Answer } from './program-process.ts';
import { strategyOf, TIMEOUT_MS } from './program-strategy.ts';
import { environmentOf, installCommands } from './requirements.ts';

/** The libraries that have an adapter; an optimizer of one is `optuna:tpe`. */
export const LIBRARY_NAMES = [
  ...['ax', 'bayes_opt', 'hebo', 'hyperopt', 'nevergrad', 'optuna', 'skopt', 'smac'],
] as const;

/** The oldest Python that the adapters run on. */
const LEAST_PYTHON = '3.9';

const MAIN = fileURLToPath(new URL('../tune_strategies/__main__.py', import.meta.url));

/** A Python that may have a library. */
export interface PythonCandidate {
  readonly python: string;
  /** `variable`: TUNE_PYTHON; `environment`: made by tune; `path`: the first of PATH. */
  readonly source: 'variable' | 'environment' | 'path';
}

/** What an adapter says of itself and of the Python that runs it. */
export interface LibraryDescription {
  readonly name: string;
  readonly version?: string;
  readonly python: { readonly version: string; readonly path: string };
  /** The distributions that it needs, and those of them that are not installed. */
  readonly needs: readonly string[];
  readonly missing: readonly string[];
  readonly capabilities: { readonly parallel: boolean; readonly recommend: boolean };
}

/** The folder of an environment that {@link provideLibraries} makes. */
export const environmentFolder = (environment: string, env: NodeJS.ProcessEnv): string =>
  join(cacheFolder(env), 'python', environment);

/** The interpreter of an environment. */
export const pythonOf = (folder: string): string =>
  process.platform === 'win32'
    ? join(folder, 'Scripts', 'python.exe')
    : join(folder, 'bin', 'python');

/** The Python that programs of the user run with: TUNE_PYTHON, or the first in PATH. */
export function userPython(env: NodeJS.ProcessEnv): string {
  if (env['TUNE_PYTHON'] !== undefined) return env['TUNE_PYTHON'];
  if (process.platform === 'win32') return 'python';
  // A relative entry would run what lies in the working folder.
  const folders = (env['PATH'] ?? '').split(delimiter).filter(isAbsolute);
  const files = folders.map((folder) => join(folder, 'python3'));
  return files.find((file) => existsSync(file)) ?? 'python3';
}

/** Where a library is looked for, in this order. */
export function pythonCandidates(library: string, env: NodeJS.ProcessEnv): PythonCandidate[] {
  if (env['TUNE_PYTHON'] !== undefined) {
    return [{ python: env['TUNE_PYTHON'], source: 'variable' }];
  }
  const own = pythonOf(environmentFolder(environmentOf(library), env));
  return [
    ...(existsSync(own) ? [{ python: own, source: 'environment' as const }] : []),
    { python: userPython(env), source: 'path' },
  ];
}

/** One thread for the numerics, as tune's own strategies have, unless the environment says otherwise. */
export const libraryEnv = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...{ OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
  ...env,
});

/** The environment of a Python program, with the helper `tune_strategies` where it is looked for. */
export const programEnv = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...env,
  PYTHONPATH: [fileURLToPath(new URL('..', import.meta.url)), env['PYTHONPATH']]
    .filter((part) => part !== undefined && part !== '')
    .join(delimiter),
});

export interface LibraryOptions {
  /** Options of the optimizer, as the library calls them. */
  readonly options?: Readonly<Record<string, Json>>;
  readonly env?: NodeJS.ProcessEnv;
  readonly timeoutMs?: number;
}

/**
 * The optimizer of a Python library: `optuna:tpe`, `hebo`, `nevergrad:NGOpt`. The versions of the library
 * and of its adapter are the strategy's version; they are read without importing the library.
 *
 * @throws STRATEGY_PYTHON_MISSING, STRATEGY_LIBRARY_MISSING, STRATEGY_LIBRARY_UNKNOWN
 *
 * @example
 * ```ts
 * import { isTuneError } from '@tune/core';
 * import { libraryStrategy } from '@tune/python';
 * try {
 *   const { version } = await libraryStrategy('optuna:tpe', { options: { multivariate: true } });
 *   version; // 'optuna 5.0.0; adapter 0f3a55c1b2d4'
 * } catch (error) {
 *   // Its message says what to install.
 *   if (!isTuneError(error, 'STRATEGY_LIBRARY_MISSING')) throw error;
 * }
 * ```
 */
export async function libraryStrategy(name: string, given: LibraryOptions = {}): Promise<Strategy> {
  const { options = {}, env = process.env, timeoutMs = TIMEOUT_MS } = given;
  const { python, description } = await findLibrary(name, { env, timeoutMs });
  const program = {
    ...{ name, options, timeoutMs, command: [python, MAIN, name] },
    env: libraryEnv(env),
  };
  const strategy = strategyOf(program, {
    ...(description.version === undefined ? {} : { version: description.version }),
    capabilities: description.capabilities,
  });
  const info: EnvironmentInfo = { label: 'python', value: textOf(description) };
  return { ...strategy, setup: async () => [info] };
}

/** `3.11.7 with optuna 5.0.0 (/usr/bin/python3)` */
export function textOf({ version = '', python }: LibraryDescription): string {
  return `${python.version} with ${version.split(';')[0]} (${python.path})`;
}

/** The first Python that has what an optimizer needs. */
export async function findLibrary(
  name: string,
  { env, timeoutMs = TIMEOUT_MS }: { readonly env: NodeJS.ProcessEnv; readonly timeoutMs?: number },
): Promise<{ readonly python: string; readonly description: LibraryDescription }> {
  const library = name.split(':')[0]!;
  let last: LibraryDescription | undefined;
  let failure: unknown;
  for (const { python } of pythonCandidates(library, env)) {
    try {
      const description = await describeLibrary(name, python, { env, timeoutMs });
      last = description;
      if (description.missing.length === 0) return { python, description };
    } catch (error) {
      if (!isTuneError(error) || error.code === 'STRATEGY_LIBRARY_UNKNOWN') throw error;
      failure = error;
    }
  }
  if (last === undefined) throw pythonMissing(name, failure);
  const { missing, python } = last;
  const typed = env['TUNE_PYTHON'] ?? 'python3';
  const remedy = installCommands(typed, missing, environmentOf(library));
  const where = `${python.path} (Python ${python.version})`;
  throw pythonError('STRATEGY_LIBRARY_MISSING', { strategy: name, missing, python: where, remedy });
}

/** What the adapter of an optimizer says when this Python runs it. @throws STRATEGY_LIBRARY_UNKNOWN */
export async function describeLibrary(
  name: string,
  python: string,
  { env, timeoutMs = TIMEOUT_MS }: { readonly env: NodeJS.ProcessEnv; readonly timeoutMs?: number },
): Promise<LibraryDescription> {
  const command = [python, MAIN, name];
  const program = new ProgramProcess({ strategy: name, command, env: libraryEnv(env), timeoutMs });
  let answer: Answer;
  try {
    answer = await program.ask('describe', { protocol: 1 });
  } finally {
    program.stop();
  }
  const [library, optimizer] = name.split(':');
  if (answer['unknown'] !== undefined) {
    const reason = `${String(answer['unknown'])}.`;
    throw pythonError('STRATEGY_LIBRARY_UNKNOWN', { library, optimizer, reason });
  }
  const none = { parallel: false, recommend: false };
  return { capabilities: none, ...answer } as unknown as LibraryDescription;
}

function pythonMissing(strategy: string, error: unknown): Error {
  const reason = isTuneError(error, 'STRATEGY_PROGRAM_NOT_STARTED')
    ? `${String(error.details['command']).split(' ')[0]} was not found`
    : (error as Error).message;
  return pythonError('STRATEGY_PYTHON_MISSING', { strategy, least: LEAST_PYTHON, reason });
}
