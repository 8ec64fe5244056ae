import { coreError } from '../errors.ts';
import { isStep } from '../execution/check-report.ts';

/** The longest duration that anything takes: a year. */
const MAX_DURATION_MS = 365 * 24 * 3600 * 1000;

const fail = (name: string, expected: string, value: unknown): never => {
  throw coreError('STUDY_OPTION_INVALID', { name, expected, value });
};

/** @throws STUDY_OPTION_INVALID  not a whole number of at least `least` */
export function checkWhole(
  name: string,
  value: unknown,
  least = 1,
  most = Number.MAX_SAFE_INTEGER,
): asserts value is number {
  if (Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most) return;
  const range =
    most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  fail(name, `a whole number ${range}`, value);
}

/** @throws STUDY_OPTION_INVALID  not a positive duration of at most a year */
export function checkDuration(
  name: string,
  value: unknown,
  unit: 'seconds' | 'milliseconds',
): asserts value is number {
  const most = unit === 'seconds' ? MAX_DURATION_MS / 1000 : MAX_DURATION_MS;
  if (typeof value === 'number' && value > 0 && value <= most) return;
  fail(name, `${unit} above 0, at most ${most}`, value);
}

/** @throws STUDY_OPTION_INVALID  not an unsigned 32-bit number */
export const checkSeed = (name: string, value: unknown): void =>
  checkWhole(name, value, 0, 2 ** 32 - 1);

/** @throws STUDY_OPTION_INVALID  not a finite number */
export function checkNumber(name: string, value: unknown): asserts value is number {
  if (typeof value === 'number' && Number.isFinite(value)) return;
  fail(name, 'a finite number', value);
}

/**
 * A value that is not finite can be reported, so that a pruner sees it.
 * @throws STUDY_OPTION_INVALID  a step that is not a whole number from 0 on, or a value that is not a number
 */
export function checkReport(step: unknown, value: unknown): void {
  if (!isStep(step)) fail('step', `a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`, step);
  if (typeof value !== 'number') fail('value', 'a number', value);
}
