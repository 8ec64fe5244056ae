import { expect, test } from 'vitest';
import { spaceFromJSON, type Json } from '@tune/core';
import { checkChoices, environmentOf, variablesOf } from './variables.ts';

const spaceOf = (...names: string[]) =>
  spaceFromJSON(names.map((name) => ({ name, type: 'float', low: 0, high: 1 })));
const inputs = { point: {}, json: '{}', file: '/f', seed: '1', fidelity: '1' };

test('a variable has letters, digits and underscores', () => {
  expect([...variablesOf(spaceOf('lr', 'batch-size', 'a=b ', 'größe'), new Set())]).toEqual([
    ['lr', 'TUNE_PARAM_lr'],
    ['batch-size', 'TUNE_PARAM_batch_size'],
    ['a=b ', 'TUNE_PARAM_a_b_'],
    ['größe', 'TUNE_PARAM_gr__e'],
  ]);
});

test.each([[['batch-size', 'batch_size']], [['a.b', 'x', 'a_b']], [['größe', 'grüße']]])(
  '%j, which would share a variable, are refused',
  (names) => {
    const both = [names[0], names.at(-1)].map((name) => JSON.stringify(name)).join(' and ');
    expect(() => variablesOf(spaceOf(...names), new Set(['x', names[0]!]))).toThrow(
      `The parameters ${both} would share the variable TUNE_PARAM_`,
    );
  },
);

test('if the command passes them, neither has a variable', () => {
  const space = spaceOf('a.b', 'a_b', 'c');
  for (const placeholders of [['a.b', 'a_b'], ['params_file']]) {
    expect([...variablesOf(space, new Set(placeholders))]).toEqual([['c', 'TUNE_PARAM_c']]);
  }
});

test('variables of another trial are not inherited', () => {
  const inherited = {
    ...{ TUNE_PARAM_x: '7', TUNE_PARAM_: '1', TUNE_PARAMS: '{}', TUNE_PARAMS_FILE: '/other' },
    ...{ TUNE_SEED: '9', TUNE_FIDELITY: '0.1', TUNE_STORAGE: 'memory', PATH: '/bin' },
  };
  const variables = variablesOf(spaceOf('x', 'y'), new Set());
  expect(environmentOf(inherited, variables, { ...inputs, point: { y: 0.5 } })).toEqual({
    ...{ TUNE_STORAGE: 'memory', PATH: '/bin', TUNE_PARAM_y: '0.5' },
    ...{ TUNE_PARAMS: '{}', TUNE_PARAMS_FILE: '/f', TUNE_SEED: '1', TUNE_FIDELITY: '1' },
  });
});

test('JSON that is too long for a variable is only in the file', () => {
  const json = JSON.stringify({ x: 'ß'.repeat(50_001) });
  const variables = environmentOf({}, new Map(), { ...inputs, json });
  expect(variables).not.toHaveProperty('TUNE_PARAMS');
  expect(variables).toHaveProperty('TUNE_PARAMS_FILE', '/f');
});

test('choices that no program can be given are refused', () => {
  const space = (choice: string) =>
    spaceFromJSON([{ name: 'act', type: 'categorical', choices: ['a', choice] } as Json]);
  checkChoices(space('it\'s "€" \n 😀'));
  for (const choice of ['a\0b', '\ud83d']) {
    expect(() => checkChoices(space(choice))).toThrow(
      /A program cannot be given the choice .*"act"/,
    );
  }
});
