import { fileURLToPath, pathToFileURL } from 'node:url';
import { isTuneError, type Strategy, type TuneError } from '@tune/core';
import { hostedStrategy } from '@tune/runtime';
import { configEntry } from '../config/current.ts';
import { cliError } from '../errors.ts';
import { logOutput } from '../process/output.ts';
import { KINDS } from './kinds.ts';
import { notLoadable, packageFile, packageNames, type Loaded } from './load-module.ts';
import { fileOfPath, isPath, splitExport } from './module-path.ts';
import type { Query } from './query.ts';
import { fileVersion } from '../versions/source-files.ts';
import { withIdentity } from './version.ts';

/** Where a strategy of the user's is found, without loading it. */
interface Located {
  readonly file: string;
  readonly exported: string | undefined;
  readonly origin: 'path' | 'package' | 'config';
  /** Those of its entry in the config. */
  readonly options?: Query['options'];
}

/**
 * Loading has the time limit of a suggestion, but a thread and its files need some time of their own, and what
 * takes longer than a minute belongs into `setup`.
 */
const LEAST_LOAD_SECONDS = 10;
const MOST_LOAD_SECONDS = 60;

/**
 * A strategy of a path, a package or the config, loaded and called in a thread of its own: an endless loop or
 * `process.exit` costs only itself. Undefined for ours, which need none.
 * @param suggestSeconds  how long a suggestion may take
 * @throws CLI_MODULE_NOT_LOADABLE, STRATEGY_INVALID, STRATEGY_LOAD_TIMED_OUT, STRATEGY_EXITED,
 * STRATEGY_OUT_OF_MEMORY, and errors of tune that its module or factory throws
 */
export async function hostStrategy(
  { name, options: typed }: Query,
  suggestSeconds = MOST_LOAD_SECONDS,
): Promise<Strategy | undefined> {
  const located = await locate(name);
  if (located === undefined) return undefined;
  const { file, exported, origin } = located;
  const module = pathToFileURL(file).href;
  const options = { ...located.options, ...typed };
  const seconds = Math.min(Math.max(suggestSeconds, LEAST_LOAD_SECONDS), MOST_LOAD_SECONDS);
  const first = fileVersion(file);
  try {
    const strategy = await hostedStrategy({
      ...{ module, options, source: name, loadTimeoutMs: seconds * 1000 },
      ...(exported === undefined ? {} : { export: exported }),
      isChanged: () => versionNow(file) !== first,
      onOutput: (text) => logOutput(text.replace(/^(?=.)/gm, `${name}: `)),
    });
    return withIdentity<Strategy>(strategy, { name, options }, { module, origin });
  } catch (error) {
    throw toCliError(name, file, error);
  }
}

async function locate(name: string): Promise<Located | undefined> {
  const entry = configEntry('strategy', name);
  if (entry !== undefined) return entry.loaded && locateEntry(entry.loaded, entry.options);
  const { module: written, exported } = splitExport(name);
  if (isPath(name)) {
    const file = fileOfPath(written);
    return file === undefined ? undefined : { file, exported, origin: 'path' };
  }
  if ((await KINDS.strategy.loadBuiltIn(name)) !== undefined) return undefined;
  const file = await packageFile(packageNames('strategy', written));
  return file === undefined ? undefined : { file, exported, origin: 'package' };
}

const locateEntry = ({ module, name }: Loaded, options: Query['options']): Located => ({
  ...{ file: fileURLToPath(module), exported: name, origin: 'config', options },
});

/** Undefined for a file that is gone. */
function versionNow(file: string): string | undefined {
  try {
    return fileVersion(file);
  } catch {
    return undefined;
  }
}

/** What was thrown while a strategy was loaded, with its file; its module is told as if loaded in this process. */
function toCliError(path: string, file: string, error: unknown): TuneError {
  if (!isTuneError(error)) return notLoadable(path, file, error);
  const { code, details } = error;
  if (code !== 'STRATEGY_NOT_LOADABLE') return error;
  const { stack, isSyntax } = details;
  const reason = String(details['reason']);
  if (isSyntax === true) return notLoadable(path, file, new SyntaxError(reason));
  if (typeof stack !== 'string') return cliError('CLI_MODULE_NOT_LOADABLE', { path, reason });
  return notLoadable(path, file, Object.assign(new Error(reason), { stack }));
}
