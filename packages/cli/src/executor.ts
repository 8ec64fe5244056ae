import { availableParallelism } from 'node:os';
import { inProcessExecutor, type Executor, type Fact, type SetupContext } from '@tune/core';
import { processPool } from '@tune/runtime';
import type { ResolvedObjective } from './plugins/objectives.ts';
import { usage } from './usage.ts';
import { formatSeconds } from './reporters/format.ts';

export interface ExecutorFlags {
  readonly parallel: number;
  readonly isolation?: 'process' | 'none' | undefined;
  /** MiB. */
  readonly memoryLimit?: number | undefined;
  /** Seconds. */
  readonly trialTimeout?: number | undefined;
}

/** Where trials run, and how it is made ready. */
export interface OpenExecutor {
  readonly executor: Executor;
  setUp(context: SetupContext): Promise<readonly Fact[]>;
}

/**
 * Child processes where the objective asks for them, where several trials run at once or are limited
 * (this process could not be stopped), or where the flag says so; else this process.
 * @throws CLI_USAGE  a memory limit for this process
 */
export function openExecutor(
  { objective, reference }: ResolvedObjective,
  { parallel, isolation, memoryLimit, trialTimeout }: ExecutorFlags,
  onOutput: (text: string) => void,
): OpenExecutor {
  const needsChild = parallel > 1 || memoryLimit !== undefined || trialTimeout !== undefined;
  const wanted = isolation ?? objective.isolation ?? (needsChild ? 'process' : 'none');
  if (wanted === 'none') {
    if (memoryLimit !== undefined) {
      throw usage('--memory-limit expects child processes; leave out --isolation none.');
    }
    const executor = inProcessExecutor(objective, { slots: parallel });
    const setUp = async (context: SetupContext) => (await objective.setup?.(context)) ?? [];
    return { executor, setUp };
  }
  const pool = processPool({
    size: parallel,
    objective: reference,
    onOutput,
    ...(parallel > 1
      ? { threads: Math.max(1, Math.floor(availableParallelism() / parallel)) }
      : {}),
    ...(memoryLimit === undefined ? {} : { memoryLimitBytes: memoryLimit * 2 ** 20 }),
  });
  return {
    executor: pool,
    async setUp(context) {
      const began = performance.now();
      const facts = await pool.setup(context);
      const ready = formatSeconds((performance.now() - began) / 1000);
      const many = parallel === 1 ? 'one child process' : `${parallel} child processes`;
      return [...facts, { label: 'trials', value: `in ${many}, the first ready after ${ready}` }];
    },
  };
}
