import type { EnvironmentInfo, SetupContext } from '@tune/core';
import { reasonOf, startTimer } from '@tune/core/plugin';
import { TuneError } from '@tune/core';
import { runtimeError } from '../errors.ts';
import type { Activity, Child } from './child.ts';
import type { ErrorMessage } from './messages.ts';
import type { CheckedWorkerOptions } from './worker-options.ts';

/**
 * Sets the objective up in a process.
 * @param context  without one, the set-up has a time limit
 * @throws OBJECTIVE_PROCESS_FAILED, or the error of tune that the set-up throws
 */
export function setUpObjective(
  child: Child,
  { objective, threads, graceMs, setupTimeoutMs }: CheckedWorkerOptions,
  context?: SetupContext,
): Promise<readonly EnvironmentInfo[]> {
  const { module } = objective;
  return new Promise((resolve, reject) => {
    const stops: (() => void)[] = [];
    const end = (): void => {
      child.finish(activity);
      for (const stop of stops.splice(0)) stop();
    };
    const activity: Activity = {
      onMessage(message) {
        if (message.type === 'progress') return context?.progress(message.message);
        if (message.type === 'ready') {
          end();
          resolve(message.infos);
        } else if (message.type === 'setup-failed') {
          end();
          reject(errorOf(message.error, (reason, stack) => processFailed(module, reason, stack)));
        }
      },
      onExit({ reason, outputTail, hasCrashed }) {
        end();
        reject(processFailed(module, reason, outputTail, hasCrashed));
      },
    };
    const cancel = (): void => {
      const reason = reasonOf(context?.signal.reason);
      child.send({ type: 'cancel', reason });
      stops.push(startTimer(graceMs, () => child.kill(reason)));
    };

    child.begin(activity);
    child.send({ type: 'setup', objective, ...(threads === undefined ? {} : { threads }) });
    if (context === undefined) {
      const reason = `its set-up took longer than ${setupTimeoutMs / 1000} s`;
      stops.push(startTimer(setupTimeoutMs, () => child.kill(reason)));
    } else if (context.signal.aborted) {
      cancel();
    } else {
      context.signal.addEventListener('abort', cancel, { once: true });
      stops.push(() => context.signal.removeEventListener('abort', cancel));
    }
  });
}

/** @param hasCrashed  another attempt may do better */
const processFailed = (
  module: string,
  reason: string,
  stack?: string,
  hasCrashed = false,
): TuneError => runtimeError('OBJECTIVE_PROCESS_FAILED', { module, reason, stack, hasCrashed });

/** An error of tune keeps its code on the way between processes; any other becomes a reason. */
export function errorOf(
  { message, stack, code, details }: ErrorMessage,
  toError: (reason: string, stack: string | undefined) => Error,
): Error {
  if (code === undefined) return toError(message, stack);
  return new TuneError(code, message, details === undefined ? {} : { details });
}
