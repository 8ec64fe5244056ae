import { usage } from '../usage.ts';

/** The least value of every flag that is a number; all but the last two are whole. */
const LEAST = {
  trials: 1,
  repeats: 1,
  seed: 0,
  parallel: 1,
  maxFailures: 1,
  steps: 1,
  memoryLimit: 1,
  trialTimeout: 0.001,
} as const;
const FRACTIONS: ReadonlySet<string> = new Set(['memoryLimit', 'trialTimeout']);

/** @throws CLI_USAGE  a number that is none, too small, or not whole */
export function checkNumbers(flags: {
  readonly [K in keyof typeof LEAST]?: number | undefined;
}): void {
  for (const [name, least] of Object.entries(LEAST)) {
    const value = flags[name as keyof typeof LEAST];
    const isFine = FRACTIONS.has(name) ? Number.isFinite(value) : Number.isSafeInteger(value);
    if (value === undefined || (isFine && value >= least)) continue;
    const flag = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const kind = FRACTIONS.has(name) ? 'number' : 'whole number';
    throw usage(`--${flag} expects a ${kind} of at least ${least}, but got ${value}.`);
  }
}
