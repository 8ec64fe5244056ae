import { quote } from '../../tune-error.ts';
import type { Json } from '../../json.ts';
import type { Fault } from './parameter.ts';

/** Bounds of a numeric parameter; `low === high` is a fixed value. */
export interface Range {
  readonly low: number;
  readonly high: number;
  /** Equal ratios get equal mass; needs `low > 0`. */
  readonly log?: boolean;
  /** Values are low, low + step, ... up to high. */
  readonly step?: number;
}

/**
 * All faults of a range. The types of its fields are checked too: JSON and callers without types may
 * give anything, and JavaScript would calculate with most of it.
 */
export function rangeFaults({ low, high, log, step }: Range): Fault[] {
  const faults: Fault[] = [];
  const fault = (path: keyof Range, reason: string) => faults.push({ path, reason });
  const bounds = { low, high };
  for (const path of ['low', 'high'] as const) {
    if (!Number.isFinite(bounds[path])) {
      fault(path, `expected a finite number, but got ${quote(bounds[path])}`);
    }
  }
  if (log !== undefined && typeof log !== 'boolean') {
    fault('log', `expected true or false, but got ${quote(log)}`);
  }
  const isStep = Number.isFinite(step) && step! > 0;
  if (step !== undefined && !isStep) fault('step', `expected a step > 0, but got ${quote(step)}`);
  if (log === true && Number.isFinite(low) && low <= 0) {
    fault('low', `expected low > 0 for a log scale, but got ${low}`);
  }
  if (!Number.isFinite(low) || !Number.isFinite(high)) return faults;
  const width = high - low;
  if (width < 0) {
    fault('low', `expected low <= high, but got low ${low} and high ${high}`);
  }
  // A fixed value does not use its step.
  if (width === 0) return faults;
  if (isStep && step! > width * (1 + 1e-9)) {
    fault('step', `expected a step of at most high - low = ${width}, but got ${step}`);
  } else if (!Number.isFinite(width + (isStep ? step! : 0))) {
    // The scale of a stepped range extends half a step beyond both ends.
    const sum = isStep ? 'high - low + step' : 'high - low';
    fault('high', `expected ${sum} to be a finite number, but got low ${low} and high ${high}`);
  }
  return faults;
}

/** What is wrong with the options of a range as a whole: an option that is not known would have no effect. */
export function optionFaults(options: unknown): Fault[] {
  if (typeof options !== 'object' || options === null) {
    const reason = `expected an object with log and step as the third argument, but got ${quote(options)}`;
    return [{ path: 'options', reason }];
  }
  return Object.keys(options)
    .filter((path) => path !== 'log' && path !== 'step')
    .map((path) => ({ path, reason: 'unknown option; the options are log and step' }));
}

/** Equal ranges have equal JSON: fields in one order, without defaults. */
export function rangeToJSON({ low, high, log, step }: Range): { readonly [key: string]: Json } {
  return { low, high, ...(log === true ? { log } : {}), ...(step === undefined ? {} : { step }) };
}

const identity = (value: number): number => value;

/** Maps values of a range to [0, 1] and back, the logarithm first. `pad` extends both ends. */
export function rangeScale({ low, high, log }: Range, pad = 0) {
  const forward = log === true ? Math.log : identity;
  const backward = log === true ? Math.exp : identity;
  // On a log scale, half a step below a small low could be negative: keep it above zero.
  const from = forward(log === true ? Math.max(low - pad, low / 2) : low - pad);
  const width = forward(high + pad) - from;
  // A fixed value, or bounds so close that their logarithms are equal.
  if (low === high || width === 0) return { toUnit: () => 0.5, fromUnit: () => low };
  return {
    toUnit: (value: number): number => Math.min(1, Math.max(0, (forward(value) - from) / width)),
    fromUnit: (unit: number): number => backward(from + unit * width),
  };
}
