import { boundedText, copyOf, MAX_TEXT } from '../bounded-text.ts';
import { isError, isPromise } from '../realms.ts';
import { isTuneError, quote } from '../tune-error.ts';
import type { EvaluateContext, Objective } from '../objective.ts';
import type { Outcome } from '../study/trial.ts';
import type { Job, JobContext } from './executor.ts';
import { completeOutcome } from './outcome.ts';
import { Reporter } from './reporter.ts';

/**
 * What comes of a job, wherever it is evaluated: a throw, NaN, Infinity and a wrong number of values
 * are a failed trial with its reason; an objective that stops because its signal aborted is a
 * cancelled one. OBJECTIVE_UNUSABLE says that no trial can be evaluated. Never rejects.
 */
export async function evaluateJob(
  objective: Pick<Objective, 'name' | 'evaluate'>,
  { point, seed, fidelity }: Pick<Job, 'point' | 'seed' | 'fidelity'>,
  { signal, report }: JobContext,
): Promise<Outcome> {
  const reporter = new Reporter(objective.name, report);
  const { report: reported, spent } = reporter;
  const context: EvaluateContext =
    fidelity === undefined
      ? { seed, signal, report: reported, spent }
      : { seed, fidelity, signal, report: reported, spent };
  try {
    // A copy: what the objective does to its point must not change the trial.
    const result: unknown = await objective.evaluate({ ...point }, context);
    ignoreRejections(result);
    // An objective that catches the error of a report has failed all the same.
    const refused = reporter.end();
    if (refused !== undefined) throw refused;
    return completeOutcome('the objective returned', result, reporter.measured);
  } catch (error) {
    reporter.end();
    if (signal.aborted) return { state: 'cancelled', reason: reasonOf(signal.reason) };
    const reason = reasonOf(error);
    const stack = stackOf(error);
    return {
      state: 'failed',
      reason,
      ...(isTuneError(error, 'OBJECTIVE_UNUSABLE') ? { endsSearch: true } : {}),
      ...(stack === undefined ? {} : { stack }),
      ...reporter.measured,
    };
  }
}

/** A list of promises is no list of numbers; one of them that rejects must not end the process. */
function ignoreRejections(result: unknown): void {
  if (!Array.isArray(result)) return;
  try {
    for (const item of result) if (isPromise(item)) item.catch(() => undefined);
  } catch {
    // An item that throws when it is looked at is no promise.
  }
}

/**
 * A thrown thing, or the reason of a signal, as a sentence; whatever it is, this does not throw.
 * @param thrower  what threw it
 */
export function reasonOf(error: unknown, thrower = 'the objective'): string {
  if (typeof error === 'string' && error !== '') return boundedText(error);
  return boundedText(messageOf(error, thrower) ?? `${thrower} threw ${quote(error)}`);
}

/** The message of an error, or its name if it has none; undefined if it is no error. */
export function messageOf(error: unknown, thrower = 'the objective'): string | undefined {
  try {
    if (!isError(error)) return undefined;
    const { message, name } = error as { readonly message: unknown; readonly name: unknown };
    for (const text of [message, name]) if (typeof text === 'string' && text !== '') return text;
    return message === undefined || message === null ? 'Error' : quote(message);
  } catch {
    return `${thrower} threw an error that cannot be shown`;
  }
}

/** How much of a message that is too long stays in the stack, so that its frames are there. */
const MAX_MESSAGE_IN_STACK = 1000;

function stackOf(error: unknown): string | undefined {
  try {
    if (!isError(error)) return undefined;
    const { stack, message } = error as { readonly stack: unknown; readonly message: unknown };
    if (typeof stack !== 'string') return undefined;
    if (stack.length <= MAX_TEXT || typeof message !== 'string') return boundedText(stack);
    const short = boundedText(message, MAX_MESSAGE_IN_STACK);
    return boundedText(copyOf(stack.replace(message, () => short)));
  } catch {
    return undefined;
  }
}

/** Why a trial that took too long has failed. */
export const timeoutReason = (timeoutMs: number): string =>
  `the evaluation took longer than ${timeoutMs / 1000} s`;
