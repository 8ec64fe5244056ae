import { expect, test } from 'vitest';
import { categorical, float, int, ordinal, space, type Point, type Space } from '../index.ts';
import { square, studyOf, uniform, unit } from '../study/study.test-util.ts';
import { untriedPoint } from './untried-point.ts';

const all = (of: Space): Point[] =>
  Array.from({ length: of.lattice().size }, (_, i) => of.lattice().at(i));

test('a point that is left is found, one by one in a small space', () => {
  const small = space({ a: int(1, 40), b: categorical(['x', 'y']) }) as Space;
  const points = all(small);
  for (const left of [0, 41, 79]) {
    const tried = points.filter((_, index) => index !== left);
    expect(untriedPoint(small, tried)).toEqual(points[left]);
  }
  expect(untriedPoint(small, points)).toBeUndefined();
});

test('points that violate a constraint are not left', () => {
  const few = space({ a: int(1, 9) }).constrain('low', ({ a }) => a < 3) as Space;
  expect(untriedPoint(few, [{ a: 1 }])).toEqual({ a: 2 });
  expect(untriedPoint(few, [{ a: 1 }, { a: 2 }])).toBeUndefined();
});

test('in a large space one that is drawn is proof', () => {
  const large = space({ a: int(1, 1e6), b: int(1, 1e6) }) as Space;
  expect(large.faults(untriedPoint(large, []))).toEqual([]);
  expect(untriedPoint(unit as unknown as Space, [{ x: 0.5 }])).toBeDefined();
});

test('an infinite space with few points may be taken for used up', () => {
  const doubles = space({ x: float(1, 1 + 4 * Number.EPSILON) }) as Space;
  expect(untriedPoint(doubles, [{ x: 1 }])).toBeUndefined();
  const narrow = space({ kind: ordinal([0, 1]), x: float(0, 1).when('kind', [0]) }).constrain(
    'not the first',
    ({ kind }) => kind === 1,
  ) as Space;
  expect(untriedPoint(narrow, [{ kind: 1 }])).toBeUndefined();
});

test('no suggestion while points are left is an error, not the end of the space', async () => {
  const none = { ...uniform, suggest: async () => [] };
  const error = { code: 'STRATEGY_GAVE_NOTHING', details: { strategy: 'uniform' } };
  const s = await studyOf({ strategy: none });
  await expect(s.ask()).rejects.toMatchObject(error);
  await expect(s.optimize(square(), { trials: 1 })).rejects.toMatchObject(error);
  const two = space({ x: int(0, 1) });
  const finite = await studyOf({ space: two as never, strategy: none });
  await finite.add({ x: 0 }, 1);
  await expect(finite.ask()).rejects.toMatchObject({ ...error, details: { point: { x: 1 } } });
  await finite.add({ x: 1 }, 1);
  expect(await finite.ask()).toBeUndefined();
});
