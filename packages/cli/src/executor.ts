import { availableParallelism } from 'node:os';
import { inProcessExecutor, type Executor, type Fact, type SetupContext } from '@tune/core';
import { processPool } from '@tune/runtime';
import type { ResolvedObjective } from './plugins/objectives.ts';
import { formatSeconds } from './reporters/format.ts';

export interface ExecutorFlags {
  readonly parallel: number;
  readonly isolation?: 'process' | 'none' | undefined;
  /** MiB. */
  readonly memoryLimit?: number | undefined;
}

/** Where trials run, and how it is made ready. */
export interface OpenExecutor {
  readonly executor: Executor;
  setUp(context: SetupContext): Promise<readonly Fact[]>;
}

/**
 * Child processes where the objective asks for them, where several trials run at once, or where the
 * flag says so; else this process.
 */
export function openExecutor(
  { objective, reference }: ResolvedObjective,
  { parallel, isolation, memoryLimit }: ExecutorFlags,
  onOutput: (text: string) => void,
): OpenExecutor {
  const wanted = isolation ?? objective.isolation ?? (parallel > 1 ? 'process' : 'none');
  if (wanted === 'none') {
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
