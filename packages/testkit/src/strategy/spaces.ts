import { categorical, float, int, ordinal, space, type Parameters, type Space } from '@tune/core';

const many: Parameters = Object.fromEntries(
  Array.from({ length: 400 }, (_, index) => [
    `p${index}`,
    [
      float(-1, 1),
      int(1, 9),
      categorical(['a', 'b', 'c']),
      float(1e-4, 1, { log: true }),
      float(0, 1, { step: 0.25 }),
    ][index % 5]!,
  ]),
);

/** Spaces of every kind, by what messages call them. */
export const strategySpaces: Readonly<Record<string, Space>> = {
  continuous: space({ x: float(-5, 10), y: float(1e-5, 1e-1, { log: true }) }) as Space,
  mixed: space({
    lr: float(1e-5, 1e-1, { log: true }),
    units: int(1, 9),
    rate: float(0, 1, { step: 0.25 }),
    act: categorical(['relu', 'elu', 'tanh']),
  }) as Space,
  stepped: space({
    share: float(0.1, 0.7, { step: 0.2 }),
    batch: int(16, 512, { step: 16 }),
    depth: int(1, 1000, { log: true }),
  }) as Space,
  'single-valued': space({ only: categorical(['choice']), x: float(0, 1), n: int(3, 3) }) as Space,
  finite: space({ a: int(1, 3), b: categorical([true, false]) }) as Space,
  conditional: space({
    momentum: float(0, 0.99).when('optimizer', ['sgd']),
    optimizer: categorical(['adam', 'sgd', 'none']),
    warmup: int(1, 3).when('optimizer', ['sgd', 'adam']),
    batch: ordinal([16, 32, 64]),
  }) as Space,
  constrained: space({ x: float(0, 1), y: float(0, 1), n: int(1, 4) }).constrain(
    'a narrow band',
    ({ x, y, n }) => Math.abs(x + y / n - 0.7) < 0.1,
  ) as Space,
  '400 parameters': space(many as never) as Space,
};

/** Conditions and a constraint leave 7 points: two with `off`, five with `on`. */
export const sevenPoints = space({
  power: categorical(['off', 'on']),
  a: int(1, 3).when('power', ['on']),
  b: ordinal(['low', 'high']),
}).constrain('not both at their maximum', ({ a, b }) => a !== 3 || b !== 'high') as Space;
