import { evaluateJob, TuneError, type Job, type Objective } from '@tune/core';
import { loadObjective } from '../load-objective.ts';
import type { Fault, FromChild, ToChild, WorkerOptions } from '../pool/messages.ts';
import { watch, type MemoryWatch } from './memory.ts';

/** How long an evaluation that is to stop because the parent has gone may take for that. */
const FAREWELL_MS = 3000;

/**
 * The life of a child process: load and set up an objective once, evaluate one job after the other,
 * end when told to, or when the parent is there no more.
 */
export function work(process: NodeJS.Process): void {
  const { memoryLimitBytes } = JSON.parse(process.argv[2] ?? '{}') as WorkerOptions;
  const memory = watch({ parent: process.ppid, memoryLimitBytes, lastWords: 4 });
  const tell = (message: FromChild): void => {
    // A parent that has gone hears nothing; `disconnect` is on its way.
    if (process.connected) process.send?.(message, undefined, {}, () => undefined);
  };
  let objective: Objective | undefined;
  let current = new AbortController();
  let busy: Promise<void> = Promise.resolve();

  async function setUp(message: ToChild & { type: 'setup' }): Promise<void> {
    const { threads } = message;
    current = new AbortController();
    try {
      objective = await loadObjective(message.objective);
      const facts = await objective.setup?.({
        signal: current.signal,
        ...(threads === undefined ? {} : { threads }),
        progress: (sentence) => tell({ type: 'progress', message: sentence }),
      });
      tell({ type: 'ready', facts: facts ?? [] });
    } catch (error) {
      tell({ type: 'unready', fault: faultOf(error) });
    }
  }

  async function evaluate(job: Job, { begin, peakBytes }: MemoryWatch): Promise<void> {
    current = new AbortController();
    begin();
    const beganAt = performance.timeOrigin + performance.now();
    const outcome = await evaluateJob(objective!, job, {
      signal: current.signal,
      report(step, value, total) {
        const of = total === undefined ? {} : { total };
        tell({ type: 'reported', step, value, ...of });
      },
    });
    const residentBytes = process.memoryUsage.rss();
    tell({ type: 'ended', outcome, beganAt, peakBytes: peakBytes(), residentBytes });
  }

  async function end(): Promise<void> {
    try {
      await objective?.dispose?.();
    } finally {
      process.exit();
    }
  }

  process.on('message', (message: ToChild) => {
    if (message.type === 'setup') busy = setUp(message);
    if (message.type === 'evaluate') busy = evaluate(message.job, memory);
    if (message.type === 'cancel') current.abort(message.reason);
    if (message.type === 'end') void end();
  });
  process.on('disconnect', () => {
    // What the objective itself has started is stopped first.
    current.abort('the process that started this one has gone');
    setTimeout(() => process.exit(1), FAREWELL_MS).unref();
    void busy.finally(end);
  });
}

function faultOf(error: unknown): Fault {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message, stack } = error;
  const own = error instanceof TuneError ? { code: error.code, details: error.details } : {};
  return { message, ...(stack === undefined ? {} : { stack }), ...own };
}
