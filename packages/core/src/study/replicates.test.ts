import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluationSeedOf, memoryStorage, type Outcome, type Strategy } from './index.ts';
import { studyOf, unit } from './study.test-util.ts';

const OUTCOMES: readonly Outcome[] = [
  { state: 'complete', values: [1] },
  { state: 'failed', reason: 'no luck' },
  { state: 'cancelled', reason: 'not wanted' },
  { state: 'cancelled', reason: 'interrupted', retryable: true },
];

test('a replicate counts the trials at its point before it that were not cancelled for good', async () => {
  const deeds = fc.array(
    fc.record({ place: fc.nat(2), of: fc.nat(9), outcome: fc.option(fc.nat(3)) }),
    { minLength: 1, maxLength: 25 },
  );
  let most = 0;
  await fc.assert(
    fc.asyncProperty(deeds, async (list) => {
      let place = 0;
      const fixed: Strategy = {
        ...{ name: 'fixed', apiVersion: 1, capabilities: { parallel: true, exhaustive: false } },
        suggest: async () => [{ point: { x: place / 2 } }],
      };
      const storage = memoryStorage();
      let study = await studyOf({ storage, strategy: fixed, seed: 5 });
      for (const deed of list) {
        place = deed.place;
        const before = study.trials.filter(
          ({ point, outcome }) =>
            point.x === place / 2 && (outcome?.state !== 'cancelled' || outcome.retryable === true),
        );
        const size = study.size;
        const [asked] = await study.ask();
        if (study.size > size) {
          const seed = evaluationSeedOf(5, unit, { x: place / 2 }, before.length);
          expect(asked!.seed).toBe(seed);
          most = Math.max(most, before.length);
        }
        const running = study.trials.filter(({ state }) => state === 'running');
        const one = running[deed.of % Math.max(1, running.length)];
        if (deed.outcome !== null && one) await study.tell(one, OUTCOMES[deed.outcome]!);
        if (deed.of === 9) study = await studyOf({ storage, strategy: fixed, seed: 5 });
      }
    }),
    { numRuns: 200 },
  );
  expect(most).toBeGreaterThan(3);
});
