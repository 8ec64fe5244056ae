import { expect, test } from 'vitest';
import { categorical, float, int, space, type Space } from '../index.ts';
import { createRng } from '../strategy/rng.ts';
import { drawPoint } from './draw-point.ts';

const sum = (point: Readonly<Record<string, unknown>>) =>
  Object.values(point).reduce<number>((total, value) => total + Number(value), 0);

const letters = Object.fromEntries([...'abcdefgh'].map((name) => [name, float(0, 1)]));
const SPACES: Readonly<Record<string, Space>> = {
  'without constraints': space({ x: float(1e-5, 1, { log: true }), y: int(1, 9) }) as Space,
  'a narrow band of reals': space(letters as never).constrain(
    'sum',
    (point) => Math.abs(sum(point) - 1) < 1e-3,
  ) as Space,
  'one point of 160,000': space({ a: int(1, 400), b: int(1, 400) }).constrain(
    'corner',
    ({ a, b }) => a === 400 && b === 400,
  ) as Space,
  conditional: space({
    momentum: float(0, 1).when('optimizer', ['sgd']),
    optimizer: categorical(['adam', 'sgd']),
  }).constrain('no sgd', ({ optimizer }) => optimizer !== 'sgd') as Space,
};

test.each(Object.entries(SPACES))(
  'draws a point of the space that meets the constraints: %s',
  async (_, of) => {
    for (let seed = 0; seed < 5; seed++) {
      const point = await drawPoint(of, createRng(seed));
      expect(of.faults(point)).toEqual([]);
      // An equal seed finds an equal point, whatever was drawn before.
      expect(await drawPoint(of, createRng(seed))).toEqual(point);
    }
  },
);

test('without an allowed point it says which constraint refuses all', async () => {
  const none = space({ a: int(1, 3) }).constrain('never', () => false);
  await expect(drawPoint(none, createRng(1))).rejects.toMatchObject({
    code: 'SPACE_CONSTRAINT_EMPTY',
  });
});

test('an abort ends a search', async () => {
  const reason = new Error('enough');
  await expect(
    drawPoint(space({ x: float(0, 1) }), createRng(1), AbortSignal.abort(reason)),
  ).rejects.toBe(reason);
  const endless = space({ x: float(0, 1) }).constrain('never', () => false);
  const during = new AbortController();
  const search = drawPoint(endless, createRng(1), during.signal);
  setTimeout(() => during.abort(reason), 20);
  await expect(search).rejects.toBe(reason);
});
