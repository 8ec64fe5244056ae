import { expect, expectTypeOf, test } from 'vitest';
import type { Pruner } from '../pruning/pruner.ts';
import { checkOptions, identityOptions, optionError } from './check-options.ts';
import { integerBetween, numberBetween, oneOf, text, trueOrFalse } from './option-rule.ts';
import { pluginFactory } from './plugin-factory.ts';

const rules = {
  width: integerBetween(1, 9, { default: 3, description: 'How many are kept.' }),
  rate: numberBetween(0, 1),
  kernel: oneOf(['rbf', 'linear'], { default: 'rbf' }),
  greedy: trueOrFalse({ default: false }),
  file: text(),
};
const owner = { kind: 'strategy', name: 'beam' } as const;

test.each([
  [{ width: 0 }, 'expects a whole number from 1 to 9 for its option "width", but got 0.'],
  [{ width: 1.5 }, 'expects a whole number from 1 to 9 for its option "width", but got 1.5.'],
  [{ rate: '1' }, 'expects a number from 0 to 1 for its option "rate", but got "1".'],
  [{ rate: NaN }, 'expects a number from 0 to 1 for its option "rate", but got NaN.'],
  [{ greedy: 1 }, 'expects true or false for its option "greedy", but got 1.'],
  [{ file: true }, 'expects a text for its option "file", but got true.'],
  [
    { kernel: 'rbd' },
    'expects one of rbf, linear for its option "kernel", but got "rbd". Did you mean rbf?',
  ],
  [
    { widht: 2 },
    'has no option "widht". Did you mean width? Its options: width, rate, kernel, greedy, file.',
  ],
  [7, 'expects an object of options by name, but got 7.'],
])('%j is refused', (options, message) => {
  expect(() => checkOptions(owner, options, rules)).toThrow(
    expect.objectContaining({
      code: 'STRATEGY_OPTION_INVALID',
      message: `The strategy "beam" ${message}`,
    }) as Error,
  );
});

test('values that the rules accept pass, and so does undefined', () => {
  checkOptions(owner, { width: 9, rate: 0, kernel: 'linear', greedy: true, file: '' }, rules);
  checkOptions(owner, { width: undefined }, rules);
});

test.each([
  ['strategy', 'STRATEGY_OPTION_INVALID'],
  ['objective', 'OBJECTIVE_OPTION_INVALID'],
  ['pruner', 'PRUNER_OPTION_INVALID'],
  ['executor', 'PLUGIN_OPTION_INVALID'],
] as const)('an option of a %s is refused with %s', (kind, code) => {
  const error = optionError({ kind, name: 'mine' }, { option: 'a', value: 1, known: [] });
  expect(error).toMatchObject({
    code,
    message: `The ${kind} "mine" has no option "a". It has none.`,
  });
});

test('options that are the default make no difference to an identity', () => {
  expect(identityOptions({ width: 3, greedy: false }, rules)).toEqual({});
  expect(identityOptions({ kernel: 'linear', file: undefined, width: 4 }, rules)).toEqual({
    options: { kernel: 'linear', width: 4 },
  });
});

const keeper = pluginFactory({
  kind: 'pruner',
  name: 'keeper',
  description: 'Keeps every trial.',
  options: rules,
  create(options, identity) {
    expectTypeOf(options.width).toEqualTypeOf<number>();
    expectTypeOf(options.kernel).toEqualTypeOf<'rbf' | 'linear'>();
    expectTypeOf(options.greedy).toEqualTypeOf<boolean>();
    expectTypeOf(options.rate).toEqualTypeOf<number | undefined>();
    const pruner: Pruner = { name: 'keeper', decide: () => 'keep' };
    return { ...pruner, seen: options, identity };
  },
});

test('a factory fills in defaults and says what it makes', () => {
  expect(keeper().seen).toEqual({ width: 3, kernel: 'rbf', greedy: false });
  const made = keeper({ width: 5, kernel: 'rbf' });
  expect(made.seen).toEqual({ width: 5, kernel: 'rbf', greedy: false });
  expect(made.identity).toEqual({ options: { width: 5 } });
  expect(keeper.plugin).toMatchObject({ kind: 'pruner', name: 'keeper', options: rules });
  expect(keeper.name).toBe('keeper');
});

test('a factory refuses options that are not there, at compile time too', () => {
  // @ts-expect-error an option that does not exist
  expect(() => keeper({ widht: 5 })).toThrow(/Did you mean width/);
  // @ts-expect-error a value of another type
  expect(() => keeper({ kernel: 'cubic' })).toThrow(/one of rbf, linear/);
});
