import { describeObjective } from '@tune/testkit/vitest';
import { expect, test } from 'vitest';
import myObjective from './my-objective.ts';

// What every objective has to do: finite values that depend on point and seed alone, ...
describeObjective('my-objective', () => myObjective);

test('a fair learning rate beats one that hardly moves, and each epoch is reported', async () => {
  const reports: number[] = [];
  const lossOf = (lr: number) =>
    myObjective.evaluate(
      { lr, momentum: 0.5, batch: 32 },
      { seed: 1, signal: new AbortController().signal, report: (step) => reports.push(step) },
    );
  expect(await lossOf(0.3)).toBeLessThan(Number(await lossOf(1e-3)) / 1.5);
  expect(reports).toHaveLength(2 * myObjective.steps!);
});
