import { isTuneError, type EnvironmentInfo, type Job, type Objective } from '@tune/core';
import { evaluateJob } from '@tune/core/plugin';
import { loadObjective } from '../load-objective.ts';
import type { ChildArguments, ErrorMessage, FromChild, ToChild } from '../pool/messages.ts';
import { watchMemory } from './memory.ts';

/** How long an evaluation may take to stop when the parent is gone. */
const SHUTDOWN_GRACE_MS = 3000;

/** The file descriptor that the parent reads besides stdout, stderr and the messages. */
const MEMORY_NOTE = 4;

/**
 * Runs a child process of the pool: it loads and sets up an objective once, evaluates one job after
 * the other, and ends when it is told to or when the parent is gone.
 */
export function work(process: NodeJS.Process): void {
  const { memoryLimitBytes } = JSON.parse(process.argv[2] ?? '{}') as ChildArguments;
  const memory = watchMemory({ parent: process.ppid, memoryLimitBytes, memoryNote: MEMORY_NOTE });
  const send = (message: FromChild): void => {
    // Without a parent nothing is delivered; `disconnect` follows.
    if (process.connected) process.send?.(message, undefined, {}, () => undefined);
  };
  let objective: Objective | undefined;
  let current = new AbortController();
  let busy: Promise<void> = Promise.resolve();

  async function setUp({ objective: reference, threads }: ToChild & { type: 'setup' }) {
    current = new AbortController();
    try {
      objective = await loadObjective(reference);
      const infos = await objective.setup?.({
        signal: current.signal,
        ...(threads === undefined ? {} : { threads }),
        progress: (sentence) => send({ type: 'progress', message: String(sentence) }),
      });
      send({ type: 'ready', infos: (infos ?? []).map(plainInfo) });
    } catch (error) {
      send({ type: 'setup-failed', error: errorMessage(error) });
    }
  }

  async function evaluate(job: Job): Promise<void> {
    const { id } = job;
    current = new AbortController();
    memory.begin();
    const beganAt = performance.timeOrigin + performance.now();
    const outcome = await evaluateJob(objective!, job, {
      signal: current.signal,
      report(step, value, total) {
        const of = total === undefined ? {} : { total };
        send({ type: 'reported', id, step, value, ...of });
      },
    });
    const residentBytes = process.memoryUsage.rss();
    send({ type: 'ended', id, outcome, beganAt, peakBytes: memory.peakBytes(), residentBytes });
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
    if (message.type === 'evaluate') busy = evaluate(message.job);
    if (message.type === 'cancel') current.abort(message.reason);
    if (message.type === 'end') void end();
  });
  process.on('disconnect', () => {
    // Lets the objective stop what it has started.
    current.abort('the process that started this one is gone');
    setTimeout(() => process.exit(1), SHUTDOWN_GRACE_MS).unref();
    void busy.finally(end);
  });
}

/** An info as it can be sent, whatever else an objective has put into it. */
const plainInfo = ({ label, value, affectsResults }: EnvironmentInfo): EnvironmentInfo => ({
  label: String(label),
  value: String(value),
  ...(affectsResults === true ? { affectsResults } : {}),
});

function errorMessage(error: unknown): ErrorMessage {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message, stack } = error;
  const tune = isTuneError(error)
    ? { code: error.code, details: cloneable({ ...error.details }) }
    : {};
  return { message, ...(stack === undefined ? {} : { stack }), ...tune };
}

/** Details that can be sent; a function, for example, cannot. */
function cloneable(details: Record<string, unknown>): Record<string, unknown> {
  try {
    return structuredClone(details);
  } catch {
    return {};
  }
}
