import { float, int, space, type EndedTrial, type History, type Space } from '@tune/core';
import { createRng } from '@tune/core/plugin';
import { expect, test } from 'vitest';
import { explain } from './bayes/explain.ts';
import { askOf, drawPoints, historyWith } from './bayes/histories.test-util.ts';
import { builtInStrategies } from './built-in.ts';

const SPACES = {
  continuous: space({ x: float(0, 1), y: float(0, 1) }) as Space,
  finite: space({ x: int(1, 6), y: int(1, 6) }) as Space,
};

/** Twelve full evaluations, and the same history with cheap evaluations between and after them. */
function histories(of: Space): { readonly full: History; readonly mixed: History } {
  const points = drawPoints(of, 12, createRng(3));
  const losses = points.map(({ x, y }) => Math.sin(3 * (x as number)) + (y as number) ** 2);
  const { ended, incumbent } = historyWith(points, losses);
  const pending = [{ number: 40, point: points[0]! }];
  const cheap = drawPoints(of, 8, createRng(4)).map((point, index): EndedTrial => ({
    number: 2 * index + 2,
    point,
    state: 'complete',
    losses: [-100 - index],
    loss: -100 - index,
    fidelity: 0.1,
    meta: { phase: 'model', region: 0.01, designSeed: 5 },
  }));
  const odd = ended.map((trial) => ({ ...trial, number: 2 * trial.number - 1 }));
  return {
    full: { ended: odd, pending, incumbent },
    mixed: {
      ended: [...odd, ...cheap].toSorted((a, b) => a.number - b.number),
      pending: [...pending, { number: 41, point: cheap[0]!.point, fidelity: 0.5 }],
      incumbent,
    },
  };
}

test.each(
  Object.keys(builtInStrategies).flatMap((name) => Object.keys(SPACES).map((of) => [name, of])),
)('%s on a %s space ignores trials below full fidelity', async (name, which) => {
  const of = SPACES[which as keyof typeof SPACES];
  const { full, mixed } = histories(of);
  const strategy = builtInStrategies[name!]!();
  const suggest = (history: History) => strategy.suggest(askOf(of, history, { count: 3 }));
  expect(await suggest(mixed)).toEqual(await suggest(full));
});

test('a cheap evaluation does not use a point up', async () => {
  const of = space({ a: int(1, 2) }) as Space;
  const [cheap, other] = [{ a: 1 }, { a: 2 }];
  for (const name of ['grid', 'bayes']) {
    const history: History = {
      ended: [{ number: 1, point: cheap, state: 'complete', losses: [1], loss: 1, fidelity: 0.2 }],
      pending: [{ number: 2, point: other }],
      incumbent: undefined,
    };
    const suggestions = await builtInStrategies[name]!().suggest(askOf(of, history, { count: 2 }));
    expect(suggestions.map(({ point }) => point)).toEqual([cheap]);
  }
});

test('an explanation ignores trials below full fidelity', async () => {
  const { full, mixed } = histories(SPACES.continuous);
  expect(await explain(SPACES.continuous, mixed)).toEqual(await explain(SPACES.continuous, full));
});
