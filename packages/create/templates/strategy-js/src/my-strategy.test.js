import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createStudy, float } from '@tune/core';
import { describeStrategy } from '@tune/testkit/node';
import myStrategy from './my-strategy.js';

// What every strategy has to do: points in the space, equal suggestions for equal histories, ...
describeStrategy('my-strategy', () => myStrategy());

test('it finds the minimum of a parabola', async () => {
  const study = await createStudy({
    space: { x: float(-5, 5), y: float(-5, 5) },
    strategy: myStrategy(),
    seed: 1,
  });
  await study.optimize(({ x, y }) => (x - 1) ** 2 + (y + 2) ** 2, { trials: 100 });
  assert.ok(study.best.value < 0.1);
});
