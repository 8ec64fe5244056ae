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

const at = (...places: readonly number[]) => places.map((x) => ({ point: { x } }));

/** Suggests what stands in a list, one ask after another. */
const listed = (
  ...answers: (readonly { readonly point: { readonly x: number } }[])[]
): Strategy => ({
  ...{ name: 'listed', apiVersion: 1, capabilities: { parallel: true, exhaustive: false } },
  suggest: async () => answers.shift()!,
});

const seedAt = (x: number, replicate: number) => evaluationSeedOf(5, unit, { x }, replicate);

test('equal points that begin at once have different seeds, and so do those after them', async () => {
  const strategy = listed(at(0, 1, 0, 0, 1), at(0), at(0), at(1, 1));
  const study = await studyOf({ strategy, seed: 5 });
  await study.ask({ count: 5 });
  await study.ask();
  await study.ask();
  await study.ask({ count: 2 });
  expect(study.trials.map(({ seed }) => seed)).toEqual([
    ...[seedAt(0, 0), seedAt(1, 0), seedAt(0, 1), seedAt(0, 2), seedAt(1, 1)],
    ...[seedAt(0, 3), seedAt(0, 4)],
    ...[seedAt(1, 2), seedAt(1, 3)],
  ]);
});

test('what a batch does not begin counts nothing', async () => {
  const study = await studyOf({ strategy: listed(at(0, 0, 0), at(0)), seed: 5 });
  await expect(study.ask({ count: 2 })).rejects.toMatchObject({ code: 'STRATEGY_INVALID' });
  expect((await study.ask())!.seed).toBe(seedAt(0, 0));
});

test('gaps between the replicates of a stored study are no end', async () => {
  const storage = memoryStorage();
  await studyOf({ storage, strategy: listed(), seed: 5 });
  const point = { x: 0 };
  const events = [0, 0, 0, 3, 3].map((replicate, index) => ({
    ...{ type: 'trial-enqueued' as const, at: 0, number: index + 1, point },
    seed: seedAt(0, replicate),
  }));
  await storage.append('s', events, { expectedVersion: 1 });
  const study = await studyOf({ storage, strategy: listed(at(0), at(0)), seed: 5 });
  await study.ask({ count: 5 });
  expect((await study.ask())!.seed).toBe(seedAt(0, 5));
  expect((await study.ask())!.seed).toBe(seedAt(0, 6));
});

test('what a trial at a known point costs does not grow with their number', async () => {
  let spelled = 0;
  const counting: typeof unit = {
    ...unit,
    canonical(point) {
      spelled += 1;
      return unit.canonical(point);
    },
  };
  const strategy: Strategy = {
    ...{ name: 'four', apiVersion: 1, capabilities: { parallel: true, exhaustive: false } },
    suggest: async ({ rng }) => [{ point: { x: rng.integer(4) / 4 } }],
  };
  const study = await studyOf({ space: counting, strategy, seed: 5 });
  let hashed = 0;
  const { imul } = Math;
  Math.imul = (a, b) => {
    hashed += 1;
    return imul(a, b);
  };
  try {
    for (let trial = 0; trial < 2000; trial++) await study.tell((await study.ask())!, 1);
  } finally {
    Math.imul = imul;
  }
  // Each trial is looked at once, and few seeds are made for each.
  expect(spelled).toBeLessThan(3 * 2000);
  expect(hashed).toBeLessThan(1000 * 2000);
  expect(new Set(study.trials.map(({ seed }) => seed)).size).toBe(2000);
});
