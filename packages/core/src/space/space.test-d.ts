// Checked by the type checker alone: `npm run lint` compiles this file.
import { categorical, float, int, ordinal, space } from './index.ts';

const s = space({
  lr: float(1e-4, 1e-2, { log: true }),
  units: int(128, 384, { step: 128 }),
  act: categorical(['relu', 'elu']),
});
const point = s.decode([0.5, 0.5, 0.5]);

export const lr: number = point.lr;
export const units: number = point.units;
export const act: 'relu' | 'elu' = point.act;

// @ts-expect-error an activation that is not a choice
s.encode({ lr: 1e-3, units: 128, act: 'tanh' });
// @ts-expect-error a parameter is missing
s.encode({ lr: 1e-3, units: 128 });
// @ts-expect-error no such parameter
export const missing = point.momentum;

const conditional = space({
  optimizer: categorical(['adam', 'sgd']),
  momentum: float(0, 0.99).when('optimizer', ['sgd']),
  batch: ordinal([16, 32, 64]),
}).constrain('no heavy ball on small batches', ({ momentum = 0, batch }) => momentum * 32 <= batch);
const some = conditional.decode([0.5, 0.5, 0.5]);

export const batch: 16 | 32 | 64 = some.batch;
export const momentum: number | undefined = some.momentum;
// @ts-expect-error it may be missing
export const certain: number = some.momentum;

conditional.encode({ optimizer: 'adam', batch: 32 });
// @ts-expect-error a free parameter is missing
conditional.encode({ optimizer: 'adam' });
// @ts-expect-error there is no such name in the points
conditional.constrain('typo', ({ momentun }) => momentun === 0);
// @ts-expect-error a rule says true or false
conditional.constrain('number', ({ batch: size }) => size);
// @ts-expect-error there is no such parent
space({ a: categorical([1, 2]), b: float(0, 1).when('c', [1]) });
// @ts-expect-error the parent has no such value
space({ a: categorical(['x', 'y']), b: float(0, 1).when('a', ['z']) });
// @ts-expect-error a parameter cannot be its own parent
space({ a: categorical(['x', 'y']).when('a', ['x']) });
// @ts-expect-error one condition is all a parameter has
float(0, 1).when('a', [1]).when('b', [2]);
