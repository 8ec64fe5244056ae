import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { drive, faultsOf } from './interleavings-check.test-util.ts';
import { Interleaving, type Setting } from './interleavings.test-util.ts';

beforeEach(() => {
  const toFake = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] as const;
  vi.useFakeTimers({ toFake: [...toFake] });
});
afterEach(() => void vi.useRealTimers());

const step = fc.record({
  process: fc.nat(2),
  kind: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('ask' as const, 'tell' as const) },
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        ...(['ask three', 'fail', 'retry', 'interrupt', 'enqueue', 'report'] as const),
      ),
    },
    { weight: 1, arbitrary: fc.constantFrom('crash' as const, 'dispose' as const) },
    { weight: 2, arbitrary: fc.constant('jump' as const) },
  ),
  pick: fc.nat(9),
  waits: fc.boolean(),
});

const setting: fc.Arbitrary<Setting> = fc.record(
  {
    processes: fc.integer({ min: 2, max: 3 }),
    steps: fc.array(step, { minLength: 1, maxLength: 60, size: 'max' }),
    seesDeath: fc.boolean(),
    maxRetries: fc.nat(3),
    budget: fc.integer({ min: 1, max: 12 }),
  },
  { requiredKeys: ['processes', 'steps', 'seesDeath', 'maxRetries'] },
);

async function play(setting: Setting, scheduler: fc.Scheduler): Promise<void> {
  // Processes that crashed in the run before go on with their heartbeats otherwise.
  vi.clearAllTimers();
  const interleaving = new Interleaving(setting, scheduler);
  const passTime = async (ms: number) => {
    interleaving.pass(ms);
    await vi.advanceTimersByTimeAsync(ms);
  };
  const end = await drive(interleaving.play(), scheduler, passTime);
  expect(interleaving.failures).toEqual([]);
  expect(faultsOf(interleaving.acknowledged, end, setting)).toEqual([]);
}

test('no order of what several processes do loses anything, or does it twice', async () => {
  await fc.assert(fc.asyncProperty(setting, fc.scheduler(), play), { numRuns: 1000 });
});
