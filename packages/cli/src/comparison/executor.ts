import { availableParallelism } from 'node:os';
import { isTuneError, type Executor } from '@tune/core';
import { reasonOf } from '@tune/core/plugin';
import { processPool } from '@tune/runtime';
import { usage } from '../errors.ts';
import type { Flags } from '../options/flags.ts';
import type { LIMIT_OPTIONS } from '../options/sets.ts';
import { flagOf } from '../options/table.ts';
import { resolveExecutor } from '../plugins/executors.ts';
import type { ResolvedObjective } from '../plugins/resolved-objective.ts';
import { formatSeconds } from '../reporters/format.ts';
import { withUnchangedCode } from '../versions/with-unchanged-code.ts';
import { inThisProcess, watchedInThisProcess } from './in-this-process.ts';

/** The flags about where trials run. */
export type ExecutorFlags = Flags<(typeof LIMIT_OPTIONS)[number] | 'parallel'>;

/**
 * Child processes, unless the flag says otherwise: an objective may crash, never return, or leave things
 * behind. One that declares that it does not runs in this process, if its trials have no limits and run
 * one at a time. `--executor` names an executor of a person's own.
 * @throws CLI_USAGE  a limit that the executor cannot keep
 * @throws CLI_PLUGIN_UNKNOWN, CLI_PLUGIN_INVALID, CLI_MODULE_NOT_LOADABLE, CLI_EXECUTOR_FAILED
 */
export async function openExecutor(
  resolved: ResolvedObjective,
  flags: ExecutorFlags,
  onOutput: (text: string) => void,
): Promise<Executor> {
  checkExecutorFlags(flags);
  const { objective, reference, code } = resolved;
  const { parallel, executor, isolation, memoryLimit, trialTimeout } = flags;
  if (executor !== undefined) {
    const context = { objective: reference, concurrency: parallel, onOutput };
    const own = await resolveExecutor(executor, context);
    // It may read the code of the objective at any time.
    return code === undefined ? own : withUnchangedCode(own, { ...code, isReadByEachTrial: true });
  }
  const needsChild = parallel > 1 || memoryLimit !== undefined || trialTimeout !== undefined;
  const wanted = isolation ?? (needsChild ? 'process' : (objective.isolation ?? 'process'));
  if (wanted === 'none') {
    refuseLimits({ memoryLimit, trialTimeout });
    const hasDeclared = isolation === undefined;
    const here = hasDeclared
      ? inThisProcess(objective, parallel)
      : watchedInThisProcess(objective, parallel);
    // A module was loaded once, for good.
    return code?.isReadByEachTrial === true ? withUnchangedCode(here, code) : here;
  }
  const pool = processPool({
    concurrency: parallel,
    objective: reference,
    onOutput,
    ...(parallel > 1
      ? { threads: Math.max(1, Math.floor(availableParallelism() / parallel)) }
      : {}),
    ...(memoryLimit === undefined ? {} : { memoryLimitBytes: memoryLimit * 2 ** 20 }),
  });
  const told = withPoolInfo(pool);
  return code === undefined ? told : withUnchangedCode(told, code);
}

/**
 * Where trials run is said once.
 * @throws CLI_USAGE  flags about processes of this machine beside --executor
 */
export function checkExecutorFlags(
  flags: Pick<ExecutorFlags, 'executor' | 'isolation' | 'memoryLimit'>,
): void {
  if (flags.executor === undefined) return;
  for (const name of ['isolation', 'memoryLimit'] as const) {
    if (flags[name] === undefined) continue;
    throw usage(
      `--${flagOf(name)} is about the processes that tune starts itself, and --executor ${flags.executor} runs trials its own way; leave out one of them.`,
    );
  }
}

/** Code that computes without a pause can be stopped only by ending its process. */
function refuseLimits(
  limits: Readonly<Record<'memoryLimit' | 'trialTimeout', number | undefined>>,
): void {
  for (const name of ['memoryLimit', 'trialTimeout'] as const) {
    if (limits[name] === undefined) continue;
    throw usage(`--${flagOf(name)} expects child processes; leave out --isolation none.`);
  }
}

/** An executor whose close never rejects: what it throws, the objective's `dispose` for example, is told. */
export const withSafeClose = (executor: Executor, tell: (error: unknown) => void): Executor => ({
  ...executor,
  close: (reason) => executor.close(reason).catch(tell),
});

/** What a command says about an error that its executor has thrown when it was closed. */
export const notClosed = (error: unknown): string =>
  isTuneError(error, 'CLI_EXECUTOR_FAILED')
    ? `tune: ${error.message}`
    : `tune: the clean-up of the objective failed: ${reasonOf(error)}`;

/** Adds to the environment how many processes there are and how long the first took to start. */
function withPoolInfo(pool: Executor): Executor {
  const { concurrency } = pool;
  const many = concurrency === 1 ? 'one child process' : `${concurrency} child processes`;
  return {
    concurrency,
    run: (job, context) => pool.run(job, context),
    close: (reason) => pool.close(reason),
    async setup(context) {
      const began = performance.now();
      const environment = (await pool.setup?.(context)) ?? [];
      const ready = formatSeconds((performance.now() - began) / 1000);
      return [
        ...environment,
        { label: 'trials', value: `in ${many}, the first ready after ${ready}` },
      ];
    },
  };
}
