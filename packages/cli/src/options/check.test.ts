import { expect, test } from 'vitest';
import { checkRanges, rejectAmbiguousFlags } from './check.ts';

test.each([
  [{ trials: 0 }, '--trials expects a whole number from 1 to 1,000,000, but got 0.'],
  [{ trials: 1e9 }, '--trials expects a whole number from 1 to 1,000,000, but got 1000000000.'],
  [{ repeats: 1.5 }, '--repeats expects a whole number from 1 to 1,000, but got 1.5.'],
  [{ parallel: 257 }, '--parallel expects a whole number from 1 to 256, but got 257.'],
  [{ seed: -1 }, '--seed expects a whole number from 0 to 4,294,967,295, but got -1.'],
  [
    { trialTimeout: 31_536_001 },
    '--trial-timeout expects seconds from 0.001 to 31,536,000 (365 days), but got 31536001.',
  ],
  [
    { maxSeconds: 0 },
    '--max-seconds expects seconds from 0.001 to 31,536,000 (365 days), but got 0.',
  ],
  [{ memoryLimit: 0.5 }, '--memory-limit expects MiB from 1 to 16,777,216, but got 0.5.'],
  [{ target: Infinity }, '--target expects a finite number, but got Infinity.'],
])('%j is out of range', (flags, message) => {
  expect(() => checkRanges(flags)).toThrow(
    expect.objectContaining({ code: 'CLI_USAGE', message }) as Error,
  );
});

test('values in range pass, to their ends', () => {
  checkRanges({ trials: 1e6, parallel: 256, seed: 0, trialTimeout: 31_536_000, target: -1e300 });
  checkRanges({ objective: 'branin', trials: undefined, verbose: 2 });
});

test.each([
  [{ objective: ['a', 'b'] }, ['--objective', 'a'], '--objective is given more than once.'],
  // What the parser makes of it.
  [{ parallel: 4 }, ['--parallel', '3', '--parallel=1'], '--parallel is given more than once.'],
  [{ parallel: Number.NaN }, ['--parallel', 'x'], '--parallel expects a number, but got "x".'],
  [{ parallel: 0 }, ['--parallel', ''], '--parallel expects a number, but got "".'],
  [{ parallel: 0 }, ['--parallel= '], '--parallel expects a number, but got " ".'],
  [{ parallel: Number.NaN }, ['--parallel=y'], '--parallel expects a number, but got "y".'],
  [{ json: false }, ['--json=maybe'], '--json expects no value, true or false, but got "maybe".'],
])('%j is ambiguous', (parsed, argv, message) => {
  expect(() => rejectAmbiguousFlags(['objective', 'parallel', 'json'], parsed, argv)).toThrow(
    message,
  );
});
