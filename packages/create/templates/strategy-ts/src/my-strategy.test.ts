import { createStudy, float } from '@tune/core';
import { describeStrategy } from '@tune/testkit/vitest';
import { expect, test } from 'vitest';
import myStrategy from './my-strategy.ts';

// What every strategy has to do: points in the space, equal suggestions for equal histories, ...
describeStrategy('my-strategy', () => myStrategy());

test('it finds the minimum of a parabola', async () => {
  const study = await createStudy({
    space: { x: float(-5, 5), y: float(-5, 5) },
    strategy: myStrategy(),
    seed: 1,
  });
  await study.optimize(({ x, y }) => (x - 1) ** 2 + (y + 2) ** 2, { trials: 100 });
  expect(study.best!.value).toBeLessThan(0.1);
});
