import { deepStrictEqual } from 'node:assert/strict';
import type { Executor } from '@tune/core';
import { plainOutcome, type StartedJob } from './executor-jobs.ts';

/** A check of an executor that runs so many jobs at once. */
export type ExecutorCheck = readonly [
  concurrency: number,
  check: (executor: Executor) => Promise<void>,
];

export const complete = (value: number) => ({ state: 'complete', values: [value] });
export const failed = (reason: string) => ({ state: 'failed', reason });
export const cancelled = (reason: string) => ({ state: 'cancelled', reason });

export async function expectOutcome(job: StartedJob, expected: object): Promise<void> {
  deepStrictEqual(plainOutcome(await job.outcome), expected);
}
