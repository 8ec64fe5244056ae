import type { Json } from '../json.ts';
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

/** What is wrong with a range, all faults at once. */
export function rangeFaults({ low, high, log, step }: Range): Fault[] {
  const faults: Fault[] = [];
  for (const [path, value] of Object.entries({ low, high })) {
    if (!Number.isFinite(value)) {
      faults.push({ path, reason: `expected a finite number, but got ${String(value)}` });
    }
  }
  if (low >= high) {
    faults.push({
      path: 'low',
      reason: `expected low < high, but got low ${low} and high ${high}`,
    });
  }
  if (log === true && low <= 0) {
    faults.push({ path: 'low', reason: `a log parameter expects low > 0, but got ${low}` });
  }
  if (step !== undefined && !(step > 0 && Number.isFinite(step))) {
    faults.push({ path: 'step', reason: `expected a step > 0, but got ${step}` });
  } else if (step !== undefined && step > (high - low) * (1 + 1e-9)) {
    faults.push({
      path: 'step',
      reason: `expected a step of at most high - low = ${high - low}, but got ${step}`,
    });
  }
  return faults;
}

/** As it is written: fields in one order and defaults left out, so that equal ranges have equal JSON. */
export function rangeToJSON({ low, high, log, step }: Range): { readonly [key: string]: Json } {
  return { low, high, ...(log === true ? { log } : {}), ...(step === undefined ? {} : { step }) };
}

/** How many values a stepped range has; 1e-9 forgives the rounding of steps such as 0.1. */
export function rangeLevels({ low, high, step }: Range & { readonly step: number }): number {
  return Math.floor((high - low) / step + 1e-9) + 1;
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
