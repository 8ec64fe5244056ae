// Never runs: `npm run lint` type-checks this file.
import { categorical } from './parameter/categorical.ts';
import { float } from './parameter/float.ts';
import { int } from './parameter/int.ts';
import { ordinal } from './parameter/ordinal.ts';
import type { PointOf } from './point.ts';
import { space, type InferPoint, type Space } from './space.ts';

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
// @ts-expect-error unknown parameter
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
// @ts-expect-error a parameter without a condition is missing
conditional.encode({ optimizer: 'adam' });
// @ts-expect-error points do not have this name
conditional.constrain('typo', ({ momentun }) => momentun === 0);
// @ts-expect-error a predicate returns a boolean
conditional.constrain('number', ({ batch: size }) => size);
// @ts-expect-error unknown parent
space({ a: categorical([1, 2]), b: float(0, 1).when('c', [1]) });
// @ts-expect-error the parent does not have this value
space({ a: categorical(['x', 'y']), b: float(0, 1).when('a', ['z']) });
// @ts-expect-error a parameter cannot be its own parent
space({ a: categorical(['x', 'y']).when('a', ['x']) });
// @ts-expect-error a parameter has one condition at most
float(0, 1).when('a', [1]).when('b', [2]);

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** PointOf makes the type of points from parameters, InferPoint takes it from a space. */
interface Expected {
  readonly optimizer: 'adam' | 'sgd';
  readonly batch: 16 | 32 | 64;
  readonly momentum?: number;
}
export const parameters = {
  optimizer: categorical(['adam', 'sgd']),
  momentum: float(0, 0.99).when('optimizer', ['sgd']),
  batch: ordinal([16, 32, 64]),
};
const assignable: Expected = some satisfies InferPoint<typeof conditional>;
export const inferred: InferPoint<typeof conditional> = assignable;
export const ofParameters: Equal<PointOf<typeof parameters>, InferPoint<typeof conditional>> = true;
export const ofSpace: Equal<
  InferPoint<Space<{ readonly x: number }>>,
  { readonly x: number }
> = true;
// @ts-expect-error a value that is not a choice
export const wrong: InferPoint<typeof conditional> = { optimizer: 'adam', batch: 17 };
// @ts-expect-error only spaces have points
export type Nothing = InferPoint<number>;
