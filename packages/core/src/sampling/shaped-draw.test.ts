import { expect, test } from 'vitest';
import { float, int, space, type Space } from '../index.ts';
import { createRng } from '../strategy/rng.ts';
import { ShapedDraws } from './shaped-draw.ts';

test('numbers that are put in order or made equal stay in their ranges', () => {
  const mixed = space({
    log: float(1e-300, 1e300, { log: true }),
    negative: int(-3, -2),
    any: float(-1e300, 1e300),
    unit: float(0, 1),
  }) as Space;
  const draws = new ShapedDraws(mixed);
  const rng = createRng('shaped draws');
  for (let i = 0; i < 2000; i++) expect(mixed.faults(draws.draw(rng))).toEqual([]);
});
