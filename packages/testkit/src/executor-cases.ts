import { ok } from 'node:assert/strict';
import { isTuneError, type Executor } from '@tune/core';
import { jobChecks } from './executor-job-checks.ts';
import { outcomeChecks } from './executor-outcome-checks.ts';
import { executorRules } from './executor-rules.ts';
import { stopChecks } from './executor-stop-checks.ts';
import { namingRules, type SuiteCase } from './suite-case.ts';
import { within } from './time-limit.ts';

/** Opens an executor of so many jobs at once for the objective `behaving(executorBehaviors)`. */
export type OpenExecutor = (concurrency: number) => Executor | Promise<Executor>;

/** How an executor is tried. */
export interface ExecutorOptions {
  /** How long it may do nothing, in milliseconds. Default: two minutes. */
  readonly limitMs?: number;
}

/** One thing that an executor has to do. */
export type ExecutorCase = SuiteCase<OpenExecutor, ExecutorOptions>;

/** Long enough for a busy machine: only an executor that hangs waits for it. */
const LIMIT_MS = 120_000;

const CASES: readonly ExecutorCase[] = [
  ...Object.entries({ ...outcomeChecks, ...stopChecks, ...jobChecks }).map(
    ([rule, [concurrency, check]]): ExecutorCase => ({
      rule,
      name: executorRules[rule as keyof typeof executorRules],
      async run(open, { limitMs = LIMIT_MS } = {}) {
        const executor = await open(concurrency);
        try {
          await within(limitMs, () => check(executor));
        } finally {
          await executor.close();
        }
      },
    }),
  ),
  {
    rule: 'concurrency-is-checked',
    name: executorRules['concurrency-is-checked'],
    run: (open, { limitMs = LIMIT_MS } = {}) => within(limitMs, () => checkConcurrency(open)),
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

/** What every executor does, however it evaluates. */
export const executorCases = namingRules(CASES, {});
