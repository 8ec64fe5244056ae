import { setTimeout as startTimeout } from 'node:timers';
import { isTuneError, type EnvironmentInfo, type Job, type Objective } from '@tune/core';
import { evaluateJob, reasonOf } from '@tune/core/plugin';
import { loadObjective } from '../load-objective.ts';
import {
  MEMORY_NOTE,
  type ChildArguments,
  type ErrorMessage,
  type ToChild,
} from '../pool/messages.ts';
import { watchMemory } from './memory.ts';
import { OutsideErrors } from './outside-errors.ts';
import { ParentChannel } from './parent-channel.ts';

/** How long an evaluation may take to stop when the parent is gone. */
const SHUTDOWN_GRACE_MS = 3000;

/** The id under which the set-up runs; it is not one of a job. */
const SETUP = '';

/**
 * Runs a child process of the pool: it loads and sets up an objective once, evaluates one job after
 * the other, and ends when it is told to or when the parent is gone. What it needs of the globals is
 * taken before the objective is loaded, which may replace them.
 */
export function work(process: NodeJS.Process): void {
  const { memoryLimitBytes } = JSON.parse(process.argv[2] ?? '{}') as ChildArguments;
  const memory = watchMemory({ parent: process.ppid, memoryLimitBytes, memoryNote: MEMORY_NOTE });
  const residentBytes = process.memoryUsage.rss.bind(process.memoryUsage);
  const now = performance.now.bind(performance);
  const [exit, chdir, cwd] = [process.exit, process.chdir, process.cwd].map((one) =>
    one.bind(process),
  ) as [typeof process.exit, typeof process.chdir, typeof process.cwd];
  const flush = [process.stdout, process.stderr].map((stream) => flusherOf(stream));
  let objective: Objective | undefined;
  let current = new AbortController();
  let busy: Promise<void> = Promise.resolve();
  let folder = cwd();
  let isEnding = false;

  const tellStray = (error: unknown, of: string): void => {
    process.stderr.write(`an error${of} was not caught: ${reasonOf(error)}\n`);
  };
  const outside = new OutsideErrors((error, label) =>
    tellStray(error, ` of ${label} after its end`),
  );
  const heard = (error: unknown): void => {
    // What belongs to no trial was started when the objective was loaded, most likely.
    if (!outside.claim(error) && !outside.failLatest(error)) tellStray(error, '');
  };

  async function setUp({ objective: reference, threads }: ToChild & { type: 'setup' }) {
    current = new AbortController();
    const { signal } = current;
    try {
      const infos = await outside.run(
        SETUP,
        async () => {
          objective = await loadObjective(reference);
          return objective.setup?.({
            signal,
            ...(threads === undefined ? {} : { threads }),
            progress: (sentence) => channel.send({ type: 'progress', message: String(sentence) }),
          });
        },
        'the set-up',
      );
      folder = cwd();
      channel.send({ type: 'ready', infos: (infos ?? []).map(plainInfo) });
    } catch (error) {
      channel.send({ type: 'setup-failed', error: errorMessage(error) });
    }
  }

  async function evaluate(job: Job): Promise<void> {
    const { id, study, trial } = job;
    const label = `trial ${trial} of ${study}`;
    current = new AbortController();
    const { signal } = current;
    // The one before may have gone elsewhere.
    if (cwd() !== folder) chdir(folder);
    memory.begin();
    const beganAt = performance.timeOrigin + now();
    const { name } = objective!;
    const watched: Pick<Objective, 'name' | 'evaluate'> = {
      name,
      evaluate: (point, context) =>
        outside.run(id, () => objective!.evaluate(point, context), label),
    };
    const outcome = await evaluateJob(watched, job, {
      signal,
      report(step, value, total) {
        const of = total === undefined ? {} : { total };
        channel.send({ type: 'reported', id, step, value, ...of });
      },
    });
    const peakBytes = memory.peakBytes();
    const measured = { beganAt, peakBytes, residentBytes: residentBytes() };
    // What went wrong outside of an evaluation leaves the process in a state that is not known.
    channel.send({ type: 'ended', id, outcome, ...measured, isWorn: outside.hasHeard });
  }

  async function end(isRead: boolean): Promise<void> {
    isEnding = true;
    try {
      await objective?.dispose?.();
    } catch (error) {
      channel.sendLast({ type: 'dispose-failed', error: errorMessage(error) });
    } finally {
      if (isRead) await Promise.all(flush.map((flushed) => flushed()));
      exit();
    }
  }

  const channel = new ParentChannel(
    (message) => {
      if (message.type === 'setup') busy = setUp(message);
      if (message.type === 'evaluate') busy = evaluate(message.job);
      if (message.type === 'cancel') current.abort(message.reason);
      if (message.type === 'end') void end(true);
    },
    () => {
      // Lets the objective stop what it has started.
      current.abort('the process that started this one is gone');
      startTimeout(() => exit(1), SHUTDOWN_GRACE_MS).unref();
      void busy.finally(() => end(false));
    },
  );
  process.on('uncaughtException', heard);
  process.on('unhandledRejection', heard);
  process.on('exit', () => {
    const id = outside.currentId;
    if (!isEnding && id !== undefined && id !== SETUP) channel.sendLast({ type: 'exiting', id });
  });
}

/** Waits until what was written to a stream has left this process, which may end before that. */
function flusherOf(stream: NodeJS.WriteStream): () => Promise<void> {
  // An objective may replace it.
  const write = stream.write.bind(stream);
  return () =>
    new Promise((resolve) => {
      // The parent has gone, or the objective has closed it.
      stream.on('error', () => resolve());
      write('', () => resolve());
    });
}

/** An info as it can be sent, whatever else an objective has put into it. */
const plainInfo = ({ label, value, affectsResults }: EnvironmentInfo): EnvironmentInfo => ({
  label: String(label),
  value: String(value),
  ...(affectsResults === true ? { affectsResults } : {}),
});

function errorMessage(error: unknown): ErrorMessage {
  const message = reasonOf(error);
  if (!(error instanceof Error)) return { message };
  const { stack } = error;
  const tune = isTuneError(error) ? { code: error.code, details: plain(error.details) } : {};
  return { message, ...(typeof stack === 'string' ? { stack } : {}), ...tune };
}

/** Details that can be sent; one that contains itself, for example, cannot. */
function plain(details: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(JSON.stringify(details)) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}
