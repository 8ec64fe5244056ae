import { float, int, space, type Space } from '@tune/core';
import { createRng } from '@tune/core/plugin';
import { describeStrategy } from '@tune/testkit/vitest';
import { describe, expect, test } from 'vitest';
import { askOf, drawPoints, historyWith } from './bayes/histories.test-util.ts';
import { builtInStrategies } from './built-in.ts';

describe.each(Object.entries(builtInStrategies))('%s', (name, make) => {
  describeStrategy('strategy', () => make());

  test('several suggestions of one ask are different', async () => {
    const of = space({ x: float(0, 1), y: float(0, 1) }) as Space;
    const history = historyWith(drawPoints(of, 6, createRng(2)), [0, 1, 2, 3, 4, 5]);
    const suggestions = await make().suggest(askOf(of, history, { count: 4 }));
    expect(new Set(suggestions.map(({ point }) => of.canonical(point))).size).toBe(4);
  });

  test('without allowed points a finite space names the constraint, an infinite one says what was tried', async () => {
    const never = () => false;
    const none = historyWith([], []);
    const finite = space({ a: int(1, 3) }).constrain('never', never) as Space;
    await expect(make().suggest(askOf(finite, none))).rejects.toMatchObject({
      code: 'SPACE_CONSTRAINT_EMPTY',
      message: expect.stringContaining('"never" refuses each of its 3 points'),
    });
    const infinite = space({ x: float(0, 1) }).constrain('never', never) as Space;
    await expect(make().suggest(askOf(infinite, none))).rejects.toMatchObject({
      code: 'SPACE_CONSTRAINT_NARROW',
    });
  }, 60_000);

  test('refuses unknown options by name', () => {
    expect(() => make({ nonsense: 1 })).toThrowError(/"nonsense"/);
    expect(() => make({ nonsense: 1 })).toThrowError(new RegExp(`The strategy "${name}"`));
  });
});
