import fc from 'fast-check';
import { categorical, float, int, space, type Parameter, type Space } from './index.ts';

const log = fc.boolean();

const floats = fc
  .tuple(
    fc.double({ min: 1e-6, max: 10, noNaN: true }),
    fc.double({ min: 0.1, max: 100, noNaN: true }),
    log,
  )
  .map(([low, width, isLog]) => float(low, low + width, { log: isLog }));

const steppedFloats = fc
  .tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: 1, max: 12 }))
  .map(([low, levels]) => float(low / 10, (low + levels) / 10, { step: 0.1 }));

const ints = fc
  .tuple(
    fc.integer({ min: 1, max: 50 }),
    fc.integer({ min: 1, max: 200 }),
    fc.integer({ min: 1, max: 9 }),
    log,
  )
  .map(([low, width, step, isLog]) =>
    int(low, low + width, { step: Math.min(step, width), log: isLog }),
  );

const categoricals = fc
  .uniqueArray(fc.oneof(fc.string({ maxLength: 5 }), fc.integer(), fc.boolean()), {
    minLength: 1,
    maxLength: 6,
  })
  .map((choices) => categorical(choices));

export const parameters: fc.Arbitrary<Parameter<never>> = fc.oneof(
  floats,
  steppedFloats,
  ints,
  categoricals,
) as fc.Arbitrary<Parameter<never>>;

/** Spaces of one to five parameters of every kind. */
export const spaces: fc.Arbitrary<Space> = fc
  .array(parameters, { minLength: 1, maxLength: 5 })
  .map((list) => space(Object.fromEntries(list.map((p, i) => [`p${i}`, p]))) as Space);
