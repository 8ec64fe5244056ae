import type {
  EnvironmentInfo,
  Executor,
  ExecutorContext,
  Job,
  JobContext,
  Outcome,
} from '@tune/core';
import { quote, raceSignal, reasonOf, startTimer, timeoutReason } from '@tune/core/plugin';
import { log } from '../process/output.ts';
import { executorFailed } from './executor-failed.ts';

/** How long a job that was told to stop, or whose time is up, may take to end, in milliseconds. */
const STOP_GRACE_MS = 5000;

/** How long `close` may take: at the end of a command, and after Ctrl-C. */
const CLOSE_MS = 10_000;
const INTERRUPTED_CLOSE_MS = 400;

const STATES: ReadonlySet<unknown> = new Set(['complete', 'failed', 'pruned', 'cancelled']);

/**
 * An executor of a person, held to its contract: each job names the objective, ends after its time-out or an
 * abort whether the executor listens or not, and `close` is not waited for without end. What it throws names
 * it.
 */
export function guardedExecutor(
  source: string,
  plugin: Executor,
  { objective, concurrency: wanted }: ExecutorContext,
): Executor {
  const concurrency = Math.min(plugin.concurrency, wanted);
  const closing = new AbortController();
  const hurry = new AbortController();
  let closed: Promise<void> | undefined;

  async function outcomeOf(job: Job, context: JobContext): Promise<Outcome> {
    let outcome: unknown;
    try {
      outcome = await plugin.run({ ...job, objective }, context);
    } catch (error) {
      // What fails because it was closed has been cancelled.
      if (closing.signal.aborted) return cancelled(closing.signal.reason);
      throw executorFailed(source, `failed in run(), trial ${job.trial}`, error);
    }
    const { state } = Object(outcome) as Partial<Outcome>;
    if (STATES.has(state)) return outcome as Outcome;
    const what = `gave ${quote(outcome)} for trial ${job.trial}, which is not an outcome`;
    throw executorFailed(source, what);
  }

  async function run(job: Job, { signal, report }: JobContext): Promise<Outcome> {
    const stop = new AbortController();
    /** Aborted with what came of the job once it is not waited for any more. */
    const givenUp = new AbortController();
    const timers: (() => void)[] = [];
    const endAs = (outcome: Outcome, graceMs: number, told: string): void => {
      const end = (): void => {
        log(`the executor ${source} ${told}; it is not waited for`);
        givenUp.abort(outcome);
      };
      timers.push(startTimer(graceMs, end));
    };
    const stopped = (): void => {
      stop.abort(signal.reason);
      const seconds = STOP_GRACE_MS / 1000;
      const told = `did not end trial ${job.trial} within ${seconds} s after it was told to stop`;
      endAs(cancelled(signal.reason), STOP_GRACE_MS, told);
    };
    const ended = (): void => givenUp.abort(cancelled(closing.signal.reason));
    if (signal.aborted) stopped();
    else signal.addEventListener('abort', stopped, { once: true });
    closing.signal.addEventListener('abort', ended, { once: true });
    const { timeoutMs } = job;
    if (timeoutMs !== undefined) {
      const told = `did not end trial ${job.trial} when its time was up`;
      const reason = timeoutReason(timeoutMs);
      endAs({ state: 'failed', reason }, timeoutMs + STOP_GRACE_MS, told);
    }
    try {
      const jobContext = { signal: stop.signal, report };
      return await raceSignal(() => outcomeOf(job, jobContext), givenUp.signal);
    } catch (error) {
      if (!givenUp.signal.aborted) throw error;
      stop.abort('it is not waited for');
      return givenUp.signal.reason as Outcome;
    } finally {
      for (const clear of timers) clear();
      signal.removeEventListener('abort', stopped);
      closing.signal.removeEventListener('abort', ended);
    }
  }

  async function close(reason: string | undefined): Promise<void> {
    const cleanUp = async (): Promise<void> => plugin.close(reason);
    const late = startTimer(CLOSE_MS, () => hurry.abort(CLOSE_MS));
    try {
      await raceSignal(cleanUp, hurry.signal);
    } catch (error) {
      const seconds = typeof error === 'number' ? error / 1000 : undefined;
      if (seconds === undefined) throw executorFailed(source, 'failed in close()', error);
      throw executorFailed(source, `was not closed within ${seconds} s; it is not waited for`);
    } finally {
      late();
    }
  }

  return {
    concurrency,
    async setup(context) {
      let infos: unknown;
      try {
        infos = (await plugin.setup?.(context)) ?? [];
      } catch (error) {
        if (context.signal.aborted) throw error;
        throw executorFailed(source, 'could not be set up', error);
      }
      if (!areInfos(infos)) {
        throw executorFailed(source, 'returned no list of { label, value } from setup()');
      }
      const at = concurrency === 1 ? 'one at a time' : `${concurrency} at once`;
      return [...infos, { label: 'trials', value: `by the executor ${source}, ${at}` }];
    },
    run,
    close(reason) {
      closing.abort(reason ?? 'the executor was closed');
      const first = closed === undefined;
      closed ??= close(reason);
      if (reason === 'interrupted') {
        const late = startTimer(INTERRUPTED_CLOSE_MS, () => hurry.abort(INTERRUPTED_CLOSE_MS));
        void closed.then(late, late);
      }
      // An error is told once.
      return first ? closed : closed.catch(() => undefined);
    },
  };
}

const cancelled = (reason: unknown): Outcome => ({ state: 'cancelled', reason: reasonOf(reason) });

const areInfos = (infos: unknown): infos is readonly EnvironmentInfo[] =>
  Array.isArray(infos) &&
  infos.every((info) => {
    const { label, value } = Object(info) as Partial<EnvironmentInfo>;
    return typeof label === 'string' && typeof value === 'string';
  });
