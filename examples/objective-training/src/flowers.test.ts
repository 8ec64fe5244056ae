import { createStudy, halving, random } from '@tune/tune';
import { describeObjective } from '@tune/testkit/vitest';
import { expect, test } from 'vitest';
import { readFlowers } from './data.ts';
import flowers from './flowers.ts';

describeObjective('flowers', () => flowers);

test('the parts of the data have no flower in common', () => {
  const { training, validation, test: held } = readFlowers();
  expect([training.length, validation.length, held.length]).toEqual([240, 60, 60]);
});

test('a search finds a training that tells the kinds apart, and a pruner saves epochs', async () => {
  const study = await createStudy({ space: flowers.space, strategy: random(), seed: 1 });
  const { pruned } = await study.optimize(flowers, { trials: 20, pruner: halving() });
  expect(pruned).toBeGreaterThan(4);
  // Guessing has a loss of ln 3 = 1.1.
  expect(study.best!.value).toBeLessThan(0.45);
});
