import { createStudy, float, type Strategy } from '@tune/core';
import { describeStrategy } from '@tune/testkit/vitest';
import { random } from '@tune/tune';
import { expect, test } from 'vitest';
import annealing from './annealing.ts';

describeStrategy('annealing', () => annealing());
describeStrategy('annealing with other options', () => annealing({ radius: 0.5, cooling: 0.8 }));

/** The best value of a search of a bumpy bowl, at the median of nine seeds. */
async function medianBest(strategy: Strategy): Promise<number> {
  const bests: number[] = [];
  for (let seed = 1; seed <= 9; seed++) {
    const study = await createStudy({
      space: { x: float(-5, 5), y: float(-5, 5) },
      strategy,
      seed,
    });
    const { best } = await study.optimize(
      ({ x, y }) => (x - 1) ** 2 + (y + 2) ** 2 + Math.sin(5 * x) + Math.sin(5 * y),
      { trials: 80 },
    );
    bests.push(best!.value!);
  }
  return bests.toSorted((one, other) => one - other)[4]!;
}

test('it ends lower than random search', async () => {
  expect(await medianBest(annealing())).toBeLessThan(await medianBest(random()));
});
