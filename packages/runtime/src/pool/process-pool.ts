import {
  createChannel,
  TuneError,
  type Executor,
  type ExecutorEvent,
  type Fact,
  type Job,
  type ObjectiveReference,
  type Outcome,
  type SetupContext,
} from '@tune/core';
import { Worker, type WorkerLimits } from './worker.ts';

/** Options of {@link processPool}. */
export interface ProcessPoolOptions extends Partial<WorkerLimits> {
  /** How many jobs at once, each in a process of its own. */
  readonly size: number;
  /** The objective of jobs; a process loads and sets it up once. */
  readonly objective: ObjectiveReference;
  /** How many threads an evaluation should use; told to the objective's set-up. */
  readonly threads?: number;
  /** Added to the environment of the processes. */
  readonly env?: NodeJS.ProcessEnv;
  /** What the objective writes to stdout and stderr. */
  readonly onOutput?: (text: string) => void;
}

/** An executor that can be set up ahead of the first job. */
export interface ProcessPool extends Executor {
  /**
   * Starts the first process and sets up the objective in it, so that what must be provided is there
   * before others look for it.
   * @throws OBJECTIVE_PROCESS_FAILED  the process died; a fault of ours that the set-up throws comes through
   */
  setup(context: SetupContext): Promise<readonly Fact[]>;
}

/**
 * Evaluates in child processes. The death of one, by a crash, a full memory or a hang, is one failed
 * trial; the pool goes on with a fresh process. Outcomes carry what was measured: `startSeconds` (from
 * submit to the begin of the evaluation: long where a process had to be started), `peakMemoryBytes`.
 * The processes end with this one, also where it is killed.
 *
 * @example
 * ```ts
 * import { processPool } from '@tune/runtime';
 * const module = import.meta.resolve('@tune/objectives/functions');
 * const pool = processPool({
 *   size: 2,
 *   objective: { module, export: 'branin', version: '0.1.0', options: {} },
 * });
 * pool.submit({ trialId: 1, attempt: 1, token: 'a', point: { x1: Math.PI, x2: 2.275 }, seed: 1 });
 * for await (const event of pool.outcomes()) {
 *   if (event.type === 'ended') break; // event.outcome.values[0] is near 0.3979
 * }
 * await pool.close();
 * ```
 */
export function processPool(options: ProcessPoolOptions): ProcessPool {
  const { size, objective } = options;
  const channel = createChannel<ExecutorEvent>();
  const workers = Array.from({ length: size }, () => new Worker(options));
  /** Until their end has been read: the worker of each. */
  const running = new Map<number, Worker>();
  const waiting: Job[] = [];
  let closing: Promise<void> | undefined;

  function submit(job: Job): void {
    if (job.objective !== undefined && !isSame(job.objective, objective)) {
      throw new TuneError('OBJECTIVE_NOT_LOADABLE', { objective: job.objective.module });
    }
    if (closing !== undefined) return;
    // A warm process first.
    const idle = workers.filter((worker) => !worker.isBusy);
    const worker = idle.find(({ isWarm }) => isWarm) ?? idle[0];
    if (worker === undefined) waiting.push(job);
    else void run(worker, job);
  }

  async function run(worker: Worker, job: Job): Promise<void> {
    const { trialId, attempt, token } = job;
    running.set(trialId, worker);
    const outcome = await worker.evaluate(job, (report) =>
      channel.push({ type: 'reported', trialId, ...report }),
    );
    end({ trialId, attempt, token }, outcome);
    const next = waiting.shift();
    if (next !== undefined) void run(worker, next);
  }

  const end = (job: Pick<Job, 'trialId' | 'attempt' | 'token'>, outcome: Outcome): void =>
    channel.push({ type: 'ended', ...job, outcome });

  return {
    setup: (context) => workers[0]!.setUp(context),
    slots: () => Math.max(0, size - running.size - waiting.length),
    submit,
    cancel(trialId, reason) {
      running.get(trialId)?.cancel(trialId, reason);
      const index = waiting.findIndex((job) => job.trialId === trialId);
      if (index < 0) return;
      const [job] = waiting.splice(index, 1);
      end(job!, { state: 'cancelled', reason });
    },
    async recover(jobs) {
      // The processes of an earlier pool ended with their parent: its jobs begin anew.
      for (const job of jobs) submit(job);
    },
    async *outcomes() {
      for await (const event of channel) {
        if (event.type === 'ended') running.delete(event.trialId);
        yield event;
      }
    },
    close(reason = 'the executor was closed') {
      closing ??= (async () => {
        for (const job of waiting.splice(0)) end(job, { state: 'cancelled', reason });
        await Promise.all(workers.map((worker) => worker.close(reason)));
        channel.close();
      })();
      return closing;
    },
  };
}

const isSame = (a: ObjectiveReference, b: ObjectiveReference): boolean =>
  JSON.stringify(a) === JSON.stringify(b);
