import type { Executor, ExecutorContext } from '@tune/core';
import { isTuneError } from '@tune/core';
import { cliError } from '../errors.ts';
import { executorFailed } from './executor-failed.ts';
import { guardedExecutor } from './guarded-executor.ts';
import { KINDS } from './kinds.ts';
import { parseQuery } from './query.ts';
import { findPlugin } from './resolve-plugin.ts';

/**
 * The executor of a spec such as `./farm.ts?host=lab`, made for one objective and guarded.
 * @throws CLI_PLUGIN_UNKNOWN, CLI_PLUGIN_INVALID, CLI_MODULE_NOT_LOADABLE, PLUGIN_OPTION_INVALID
 * @throws CLI_EXECUTOR_FAILED  its function throws
 */
export async function resolveExecutor(spec: string, context: ExecutorContext): Promise<Executor> {
  const query = parseQuery(spec);
  const source = query.name;
  const found = await findPlugin('executor', query);
  const { value } = found;
  const fail = (reason: string): Error =>
    cliError('CLI_PLUGIN_INVALID', {
      ...{ kind: 'executor', source, reason },
      expected: 'a function (options, context) that returns { concurrency, run(), close() }',
    });
  // An executor that is there already does not know the objective, and is closed with its first one.
  if (typeof value !== 'function') throw fail('it is not a function');
  let made: unknown;
  try {
    made = await value(found.query.options, context);
  } catch (error) {
    throw isTuneError(error) ? error : executorFailed(source, 'could not be made', error);
  }
  const check: (source: string, value: unknown) => void = KINDS.executor.check;
  check(source, made);
  const executor = made as Executor;
  const { concurrency } = executor;
  if (!Number.isSafeInteger(concurrency) || concurrency < 1) {
    throw fail(`its concurrency is ${String(concurrency)}, not a whole number of at least 1`);
  }
  return guardedExecutor(source, executor, context);
}
