import { ok } from 'node:assert/strict';
import { isTuneError, type Executor } from '@tune/core';
import { jobChecks } from './executor-job-checks.ts';
import { outcomeChecks } from './executor-outcome-checks.ts';
import { stopChecks } from './executor-stop-checks.ts';
import { within } from './time-limit.ts';

/** Opens an executor of so many jobs at once for the objective `behaving(executorBehaviors)`. */
export type OpenExecutor = (concurrency: number) => Executor | Promise<Executor>;

/** One thing that an executor has to do. */
export interface ExecutorCase {
  readonly name: string;
  /** Rejects if the executor does something else, or nothing for `limitMs` (default: two minutes). */
  run(open: OpenExecutor, options?: { readonly limitMs?: number }): Promise<void>;
}

/** Long enough for a busy machine: only an executor that hangs waits for it. */
const LIMIT_MS = 120_000;

/** What every executor does, however it evaluates. */
export const executorCases: readonly ExecutorCase[] = [
  ...Object.entries({ ...outcomeChecks, ...stopChecks, ...jobChecks }).map(
    ([name, [concurrency, check]]): ExecutorCase => ({
      name,
      async run(open, { limitMs = LIMIT_MS } = {}) {
        const executor = await open(concurrency);
        try {
          await within(limitMs, check(executor));
        } finally {
          await executor.close();
        }
      },
    }),
  ),
  {
    name: 'a concurrency below 1, or not a whole number, is refused',
    run: (open, { limitMs = LIMIT_MS } = {}) => within(limitMs, checkConcurrency(open)),
  },
];

async function checkConcurrency(open: OpenExecutor): Promise<void> {
  for (const concurrency of [0, -1, 1.5, Number.NaN]) {
    let error: unknown = 'it was opened';
    try {
      await (await open(concurrency)).close();
    } catch (thrown) {
      error = thrown;
    }
    const isRefused = isTuneError(error, 'STUDY_OPTION_INVALID');
    ok(isRefused, `expected STUDY_OPTION_INVALID for concurrency ${concurrency}: ${String(error)}`);
  }
}
