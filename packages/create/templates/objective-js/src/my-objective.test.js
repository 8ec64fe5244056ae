import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeObjective } from '@tune/testkit/node';
import myObjective from './my-objective.js';

// What every objective has to do: finite values that depend on point and seed alone, ...
describeObjective('my-objective', () => myObjective);

test('a fair learning rate beats one that hardly moves, and each epoch is reported', async () => {
  const reports = [];
  const lossOf = (lr) =>
    myObjective.evaluate(
      { lr, momentum: 0.5, batch: 32 },
      { seed: 1, signal: new AbortController().signal, report: (step) => reports.push(step) },
    );
  assert.ok((await lossOf(0.3)) < (await lossOf(1e-3)) / 1.5);
  assert.equal(reports.length, 2 * myObjective.steps);
});
