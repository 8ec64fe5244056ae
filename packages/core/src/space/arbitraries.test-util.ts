import fc from 'fast-check';
import { categorical } from './parameter/categorical.ts';
import { float } from './parameter/float.ts';
import { int } from './parameter/int.ts';
import { ordinal } from './parameter/ordinal.ts';
import type { FreeParameter, Parameter } from './parameter/parameter.ts';
import { space, type Space } from './space.ts';

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

const fixed = fc
  .tuple(fc.integer({ min: 1, max: 9 }), log, fc.boolean())
  .map(([value, isLog, whole]) =>
    whole ? int(value, value, { log: isLog }) : float(value / 8, value / 8, { log: isLog }),
  );

const categoricals = fc
  .uniqueArray(fc.oneof(fc.string({ maxLength: 5 }), fc.integer(), fc.boolean()), {
    minLength: 1,
    maxLength: 6,
  })
  .map((choices) => (choices.length % 2 === 0 ? categorical(choices) : ordinal(choices)));

export const parameters: fc.Arbitrary<Parameter<never>> = fc.oneof(
  floats,
  steppedFloats,
  ints,
  fixed,
  categoricals,
) as unknown as fc.Arbitrary<Parameter<never>>;

const named = (list: readonly Parameter<never>[]): Space =>
  space(Object.fromEntries(list.map((p, i) => [`p${i}`, p]))) as Space;

/** Spaces of one to five parameters of every kind, without conditions. */
export const freeSpaces: fc.Arbitrary<Space> = fc
  .array(parameters, { minLength: 1, maxLength: 5 })
  .map(named);

/** Spaces of one to six parameters, some of which depend on others, in any order and depth. */
export const conditionalSpaces: fc.Arbitrary<Space> = fc
  .array(fc.tuple(parameters, fc.nat(), fc.nat(), fc.boolean()), { minLength: 1, maxLength: 6 })
  .map((list) => {
    const finite = list.flatMap(([{ levels }], i) => (levels === Infinity ? [] : [i]));
    return list.map(([parameter, pick, level, forward]): Parameter<never> => {
      const i = list.findIndex(([other]) => other === parameter);
      // All parents before or all after their children, so conditions are never circular.
      const parents = finite.filter((j) => (list[0]![3] ? j < i : j > i));
      if (!forward || parents.length === 0) return parameter;
      const j = parents[pick % parents.length]!;
      const { levels, level: valueOf } = list[j]![0];
      const values = [valueOf(level % levels), valueOf((level + 1) % levels)];
      return (parameter as FreeParameter<never>).when(`p${j}`, [...new Set(values)]);
    });
  })
  .map(named);

export const spaces: fc.Arbitrary<Space> = fc.oneof(freeSpaces, conditionalSpaces);
