import { pathToFileURL } from 'node:url';
import { isTuneError, type Strategy, type TuneError } from '@tune/core';
import { hostedStrategy } from '@tune/runtime';
import { configEntry } from '../config/current.ts';
import { cliError } from '../errors.ts';
import { logOutput } from '../process/output.ts';
import { KINDS } from './kinds.ts';
import { notLoadable, packageFile, packageNames } from './load-module.ts';
import { fileOfPath, isPath, splitExport } from './module-path.ts';
import type { Query } from './query.ts';
import { withIdentity } from './version.ts';

/** Where a strategy of the user's is found, without loading it. */
interface Located {
  readonly file: string;
  readonly exported: string | undefined;
  readonly origin: 'path' | 'package';
}

/**
 * A strategy of a path or a package, loaded and called in a thread of its own: an endless loop or `process.exit`
 * costs only itself. Undefined for those that need none: ours, and values of the config, which exist in this
 * process already.
 * @throws CLI_MODULE_NOT_LOADABLE, STRATEGY_INVALID, STRATEGY_LOAD_TIMED_OUT, and what its factory throws
 */
export async function hostStrategy(query: Query): Promise<Strategy | undefined> {
  const located = await locate(query.name);
  if (located === undefined) return undefined;
  const { file, exported, origin } = located;
  const module = pathToFileURL(file).href;
  const { name, options } = query;
  try {
    const strategy = await hostedStrategy({
      ...{ module, options, source: name },
      ...(exported === undefined ? {} : { export: exported }),
      onOutput: (text) => logOutput(text.replace(/^(?=.)/gm, `${name}: `)),
    });
    return withIdentity<Strategy>(strategy, query, { module, origin });
  } catch (error) {
    throw isTuneError(error, 'STRATEGY_NOT_LOADABLE') ? toCliError(name, file, error) : error;
  }
}

async function locate(name: string): Promise<Located | undefined> {
  if (configEntry('strategy', name) !== undefined) return undefined;
  const { module: written, exported } = splitExport(name);
  if (isPath(name)) {
    const file = fileOfPath(written);
    return file === undefined ? undefined : { file, exported, origin: 'path' };
  }
  if ((await KINDS.strategy.loadBuiltIn(name)) !== undefined) return undefined;
  const file = await packageFile(packageNames('strategy', written));
  return file === undefined ? undefined : { file, exported, origin: 'package' };
}

/** The same that loading it in this process would have said. */
function toCliError(path: string, file: string, { details }: TuneError): TuneError {
  const { stack, isSyntax } = details;
  const reason = String(details['reason']);
  if (isSyntax === true) return notLoadable(path, file, new SyntaxError(reason));
  if (typeof stack !== 'string') return cliError('CLI_MODULE_NOT_LOADABLE', { path, reason });
  return notLoadable(path, file, Object.assign(new Error(reason), { stack }));
}
