import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isTuneError, type EnvironmentInfo, type SetupContext } from '@tune/core';
import { pythonError } from './errors.ts';
import {
  describeLibrary,
  environmentFolder,
  findLibrary,
  pythonOf,
  textOf,
  userPython,
} from './library-strategy.ts';
import { constraintsOf, environmentOf, installationOf } from './requirements.ts';

/** How much of what pip writes is quoted. */
const TAIL_LENGTH = 2000;

/**
 * Installs what optimizers of Python libraries need, in versions that were tried together, in environments
 * of their own under the cache folder. What an interpreter already has is not installed again.
 *
 * @param names  such as `optuna:tpe` and `hebo`
 * @returns where each is now
 * @throws STRATEGY_PYTHON_MISSING, STRATEGY_LIBRARY_UNKNOWN, STRATEGY_ENVIRONMENT_FAILED
 */
export async function provideLibraries(
  names: readonly string[],
  context: Pick<SetupContext, 'signal' | 'progress'>,
  env: NodeJS.ProcessEnv = process.env,
): Promise<EnvironmentInfo[]> {
  for (const name of names) await provide(name, context, env);
  const found = await Promise.all(names.map((name) => findLibrary(name, { env })));
  return found.map(({ description }) => ({ label: description.name, value: textOf(description) }));
}

/** Removes the environments that {@link provideLibraries} made; the folders that were there. */
export async function removeLibraries(
  env: NodeJS.ProcessEnv = process.env,
): Promise<EnvironmentInfo[]> {
  const folder = dirname(environmentFolder('shared', env));
  if (!existsSync(folder)) return [];
  await rm(folder, { recursive: true });
  return [{ label: 'removed', value: folder }];
}

async function provide(
  name: string,
  { signal, progress }: Pick<SetupContext, 'signal' | 'progress'>,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const missing = await missingFor(name, env);
  if (missing.length === 0) return;
  const environment = environmentOf(name.split(':')[0]!);
  const folder = environmentFolder(environment, env);
  const python = pythonOf(folder);
  const run = (command: readonly string[]) => runQuietly(command, { env, signal, folder });
  if (!(await works(python, env))) {
    progress(`making a Python environment in ${folder}`);
    await rm(folder, { recursive: true, force: true });
    await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
    await run([userPython(env), '-m', 'venv', folder]);
  }
  const { requirements, alone } = installationOf(missing, environment);
  const constraints = ['--constraint', constraintsOf(environment)];
  const pip = [python, '-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '-q'];
  progress(`installing ${[...requirements, ...alone].join(', ')} and what they need with pip`);
  if (requirements.length > 0) await run([...pip, ...constraints, ...requirements]);
  if (alone.length > 0) await run([...pip, '--no-deps', ...alone]);
}

/** What an optimizer needs that its environment lacks; nothing if any interpreter has all of it. */
async function missingFor(name: string, env: NodeJS.ProcessEnv): Promise<readonly string[]> {
  try {
    await findLibrary(name, { env });
    return [];
  } catch (error) {
    // What is in the Python of TUNE_PYTHON is the user's.
    const isOurs = env['TUNE_PYTHON'] === undefined;
    if (!isOurs || !isTuneError(error, 'STRATEGY_LIBRARY_MISSING')) throw error;
  }
  const folder = environmentFolder(environmentOf(name.split(':')[0]!), env);
  const python = pythonOf(folder);
  const own = (await works(python, env)) ? python : userPython(env);
  const { missing, needs } = await describeLibrary(name, own, { env });
  // A new environment has none of it.
  return own === python ? missing : needs;
}

async function works(python: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(python, ['-c', 'import pip'], { env, stdio: 'ignore' });
    child.on('error', () => resolve(false));
    child.on('close', (code) => resolve(code === 0));
  });
}

/** Runs a command whose output matters only when it fails. @throws STRATEGY_ENVIRONMENT_FAILED */
async function runQuietly(
  [file = '', ...args]: readonly string[],
  {
    env,
    signal,
    folder,
  }: {
    readonly env: NodeJS.ProcessEnv;
    readonly signal: AbortSignal;
    readonly folder: string;
  },
): Promise<void> {
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const child = spawn(file, args, { env, signal, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-TAIL_LENGTH);
      });
    }
    const fail = (reason: string): void =>
      reject(
        signal.aborted
          ? (signal.reason as Error)
          : pythonError('STRATEGY_ENVIRONMENT_FAILED', { folder, reason, output: output.trim() }),
      );
    child.on('error', (error) => fail(error.message));
    child.on('close', (code) =>
      code === 0 ? resolve() : fail(`${file} ${args.join(' ')} ended with ${code}`),
    );
  });
}
