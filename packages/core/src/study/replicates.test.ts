import fc from 'fast-check';
import { expect, test } from 'vitest';
import { memoryStorage, type Outcome, type Strategy } from '../index.ts';
import { evaluationSeedOf } from '../plugin.ts';
import { complete, interrupted, studyOf, unit } from './study.test-util.ts';

const OUTCOMES: readonly Outcome[] = [
  complete(1),
  { state: 'failed', reason: 'no luck' },
  { state: 'cancelled', reason: 'not wanted' },
  interrupted,
];

test('a replicate counts the trials at its point before it that were not cancelled for good', async () => {
  const steps = fc.array(
    fc.record({ place: fc.nat(2), of: fc.nat(9), outcome: fc.option(fc.nat(3)) }),
    { minLength: 1, maxLength: 25 },
  );
  let most = 0;
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      let place = 0;
      const fixed: Strategy = {
        ...{ name: 'fixed', apiVersion: 1, capabilities: { parallel: true, exhaustive: false } },
        suggest: async () => [{ point: { x: place / 2 } }],
      };
      const storage = memoryStorage();
      let study = await studyOf({ storage, strategy: fixed, seed: 5 });
      for (const step of list) {
        place = step.place;
        const before = study.trials.filter(
          ({ point, state }) => point.x === place / 2 && state !== 'cancelled',
        );
        const size = study.size;
        const asked = await study.ask();
        if (study.size > size) {
          const seed = evaluationSeedOf(5, unit, { x: place / 2 }, before.length);
          expect(asked!.seed).toBe(seed);
          most = Math.max(most, before.length);
        }
        const running = study.trials.filter(({ state }) => state === 'running');
        const one = running[step.of % Math.max(1, running.length)];
        if (step.outcome !== null && one) await study.tell(one, OUTCOMES[step.outcome]!);
        if (step.of === 9) study = await studyOf({ storage, strategy: fixed, seed: 5 });
      }
    }),
    { numRuns: 200 },
  );
  expect(most).toBeGreaterThan(3);
});
