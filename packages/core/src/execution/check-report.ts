import { coreError } from '../errors.ts';
import type { TuneError } from '../tune-error.ts';
import { hintOf, shown } from './not-a-number.ts';

/** Whether it is a step: a whole number from 0 to 2^53 - 1. */
export const isStep = (step: unknown): boolean => Number.isSafeInteger(step) && Number(step) >= 0;

/** Whether something can be stored as a report; a value that is not finite can. */
export const isReport = (step: unknown, value: unknown, total: unknown): boolean =>
  isStep(step) && typeof value === 'number' && (total === undefined || isTotal(total));

const isTotal = (total: unknown): boolean =>
  typeof total === 'number' && total >= 0 && total < Infinity;

/** Why a report fails its trial. */
export function refusedReport(
  objective: string,
  ...[step, value, total]: readonly [step: unknown, value: unknown, total: unknown]
): TuneError {
  const given = total === undefined ? [step, value] : [step, value, total];
  const wrong = !isStep(step) ? step : typeof value !== 'number' ? value : total;
  return coreError('OBJECTIVE_REPORT_INVALID', {
    objective,
    came: given.map((part) => attempt(() => shown(part)) ?? 'something'),
    hint: attempt(() => hintOf(wrong)),
  });
}

/** Why a duration fails its trial. */
export const refusedSeconds = (objective: string, seconds: unknown): TuneError =>
  coreError('OBJECTIVE_SECONDS_INVALID', {
    objective,
    came: attempt(() => shown(seconds)) ?? 'something',
  });

/** What a call gives; undefined if it throws, as it may for a value that is hostile. */
function attempt<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch {
    return undefined;
  }
}
