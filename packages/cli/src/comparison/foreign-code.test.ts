import type { Json } from '@tune/core';
import { expect, it } from 'vitest';
import { foreignCode } from './foreign-code.ts';

const imported = (definition: Readonly<Record<string, Json>>): Json => ({
  objective: 'branin',
  strategies: 'bayes,random',
  ...definition,
  imported: true,
});

it.each<[string, Readonly<Record<string, Json>>, RegExp]>([
  ['a program', { command: 'rm -r x' }, /the program rm -r x/],
  ['a module as objective', { objective: './mine.mjs' }, /the objective \.\/mine\.mjs/],
  ['a package as objective', { objective: 'theirs' }, /the objective theirs/],
  ['a program as strategy', { strategies: 'bayes,python:./s.py' }, /the strategy python:\.\/s\.py/],
  ['a module as strategy', { strategies: 'bayes, ./s.mjs?a=1' }, /the strategy \.\/s\.mjs/],
  [
    'a folder of native code',
    { objective: 'mnist?cacheFolder=/tmp/evil' },
    /the objective mnist\?cacheFolder=\/tmp\/evil/,
  ],
])('an imported comparison with %s would run what came with it', async (_, given, found) => {
  expect((await foreignCode(imported(given))).join()).toMatch(found);
  expect(await foreignCode({ ...(imported(given) as object), imported: false })).toEqual([]);
});

it('an imported comparison of what tune brings runs nothing else', async () => {
  expect(await foreignCode(imported({}))).toEqual([]);
  const options = {
    ...{ objective: 'mnist?folder=./images', strategies: 'bayes?noise=none,hebo,optuna:tpe?a=1' },
  };
  expect(await foreignCode(imported(options))).toEqual([]);
});
