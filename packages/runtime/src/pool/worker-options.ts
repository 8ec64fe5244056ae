import type { ObjectiveReference } from '@tune/core';
import { checkDuration, checkWhole, coreError } from '@tune/core/plugin';

/** When a process is ended, and how patiently. */
export interface WorkerLimits {
  /**
   * A process that uses more memory than this, with all that it has started, is killed, and its trial has
   * failed. Default: none.
   */
  readonly memoryLimitBytes?: number;
  /** A process is replaced after so many trials. Default: 500. */
  readonly maxTrialsPerProcess: number;
  /** A process is replaced when it uses so much more memory than after its first trial. Default: 512 MiB. */
  readonly maxGrowthBytes: number;
  /** How long a process may take to stop before it is killed, in milliseconds. Default: 2,000. */
  readonly graceMs: number;
  /**
   * How long the set-up of a process may take, in milliseconds. Default: ten minutes. The one that
   * `setup(context)` starts may take as long as it likes, until its signal aborts.
   */
  readonly setupTimeoutMs: number;
}

/** What a worker is made with. */
export interface WorkerOptions extends Partial<WorkerLimits> {
  /** The objective of all jobs; each process loads it and sets it up once. */
  readonly objective: ObjectiveReference;
  /** How many threads an evaluation should use; passed to the objective's set-up. */
  readonly threads?: number;
  /** Added to the environment of the processes. */
  readonly env?: NodeJS.ProcessEnv;
  /** Called with what the objective writes to stdout and stderr. */
  readonly onOutput?: (text: string) => void;
}

const DEFAULTS: WorkerLimits = {
  maxTrialsPerProcess: 500,
  maxGrowthBytes: 512 * 2 ** 20,
  graceMs: 2000,
  setupTimeoutMs: 600_000,
};

/** What {@link checkWorkerOptions} returns: nothing but the optional is missing. */
export type CheckedWorkerOptions = WorkerOptions & WorkerLimits;

/** @throws STUDY_OPTION_INVALID */
export function checkWorkerOptions(options: WorkerOptions): CheckedWorkerOptions {
  const checked = { ...DEFAULTS, ...options };
  const { memoryLimitBytes, maxTrialsPerProcess, maxGrowthBytes, threads } = checked;
  checkReference(options.objective);
  checkDuration('graceMs', checked.graceMs, 'milliseconds');
  checkDuration('setupTimeoutMs', checked.setupTimeoutMs, 'milliseconds');
  checkWhole('maxTrialsPerProcess', maxTrialsPerProcess);
  if (threads !== undefined) checkWhole('threads', threads);
  if (!(maxGrowthBytes >= 0)) failBytes('maxGrowthBytes', maxGrowthBytes);
  if (memoryLimitBytes !== undefined && !(memoryLimitBytes > 0)) {
    failBytes('memoryLimitBytes', memoryLimitBytes);
  }
  return checked;
}

/** Programs without types may pass anything. */
function checkReference(value: ObjectiveReference | undefined): void {
  if (typeof value?.module === 'string' && typeof value.export === 'string') return;
  const expected = 'a reference with module and export';
  throw coreError('STUDY_OPTION_INVALID', { name: 'objective', expected, value });
}

function failBytes(name: string, value: unknown): never {
  throw coreError('STUDY_OPTION_INVALID', { name, expected: 'a number of bytes', value });
}
