import { usage } from '../usage.ts';

/** @throws CLI_USAGE  a number that is none, or not whole */
export function checkNumbers(flags: { trials?: number; repeats?: number; seed: number }): void {
  const least = { trials: 1, repeats: 1, seed: 0 };
  for (const [name, from] of Object.entries(least)) {
    const value = flags[name as keyof typeof least];
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= from)) {
      throw usage(`--${name} expects a whole number of at least ${from}, but got ${value}.`);
    }
  }
}
