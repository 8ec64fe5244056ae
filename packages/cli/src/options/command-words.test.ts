import { expect, test } from 'vitest';
import { commandWords } from './command-words.ts';

test('what decides is there even where it is the default; the rest where it is not', () => {
  const flags = { objective: 'branin', strategies: 'bayes,random', trials: 8, repeats: 1, seed: 1 };
  expect(commandWords({ ...flags, parallel: 1, json: true, rope: 0.1 }).join(' ')).toBe(
    'tune compare --objective branin --strategies bayes,random --trials 8 --repeats 1 --seed 1 --rope 0.1',
  );
});

test('a program is the objective', () => {
  expect(
    commandWords({ objective: 'mnist', command: 'echo {x}', spaceFile: 's.json', trials: 3 }),
  ).toEqual([
    'tune',
    'compare',
    '--command',
    'echo {x}',
    '--space-file',
    's.json',
    '--trials',
    '3',
  ]);
});
