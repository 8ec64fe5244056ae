import type { Json } from '../../json.ts';
import type { Fault } from './parameter.ts';

/** Bounds of a numeric parameter. */
export interface Range {
  readonly low: number;
  readonly high: number;
  /** Equal steps of the logarithm get equal mass; needs `low > 0`. */
  readonly log?: boolean;
  /** Values are low, low + step, ... up to high. */
  readonly step?: number;
}

/** What came, with quotes where it is a string: "1" is no number. */
const spell = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'object' ? JSON.stringify(value) : String(value);

/**
 * What is wrong with a range, all faults at once. JSON and callers without types may give anything,
 * and JavaScript would count with most of it.
 */
export function rangeFaults({ low, high, log, step }: Range): Fault[] {
  const faults: Fault[] = [];
  const fault = (path: keyof Range, reason: string) => faults.push({ path, reason });
  const ends = { low, high };
  for (const path of ['low', 'high'] as const) {
    if (!Number.isFinite(ends[path])) {
      fault(path, `expected a finite number, but got ${spell(ends[path])}`);
    }
  }
  if (log !== undefined && typeof log !== 'boolean') {
    fault('log', `expected true or false, but got ${spell(log)}`);
  }
  const isStep = Number.isFinite(step) && step! > 0;
  if (step !== undefined && !isStep) fault('step', `expected a step > 0, but got ${spell(step)}`);
  if (log === true && Number.isFinite(low) && low <= 0) {
    fault('low', `a log parameter expects low > 0, but got ${low}`);
  }
  if (!Number.isFinite(low) || !Number.isFinite(high)) return faults;
  const width = high - low;
  if (width <= 0) {
    fault('low', `expected low < high, but got low ${low} and high ${high}`);
  }
  if (isStep && step! > width * (1 + 1e-9)) {
    fault('step', `expected a step of at most high - low = ${width}, but got ${step}`);
  } else if (!Number.isFinite(width + (isStep ? step! : 0))) {
    // The scale of a stepped range is wider by half a step at both ends.
    const sum = isStep ? 'high - low + step' : 'high - low';
    fault('high', `expected ${sum} to be a finite number, but got low ${low} and high ${high}`);
  }
  return faults;
}

/** As it is written: fields in one order and defaults left out, so that equal ranges have equal JSON. */
export function rangeToJSON({ low, high, log, step }: Range): { readonly [key: string]: Json } {
  return { low, high, ...(log === true ? { log } : {}), ...(step === undefined ? {} : { step }) };
}

const identity = (value: number): number => value;

/** A value of a range to [0, 1] and back, the logarithm first. `pad` widens both ends by half a step. */
export function rangeScale({ low, high, log }: Range, pad = 0) {
  const forward = log === true ? Math.log : identity;
  const backward = log === true ? Math.exp : identity;
  // On a log scale, half a step below a small low could be negative: there the pad stays above zero.
  const from = forward(log === true ? Math.max(low - pad, low / 2) : low - pad);
  const width = forward(high + pad) - from;
  return {
    toUnit: (value: number): number => Math.min(1, Math.max(0, (forward(value) - from) / width)),
    fromUnit: (unit: number): number => backward(from + unit * width),
  };
}
