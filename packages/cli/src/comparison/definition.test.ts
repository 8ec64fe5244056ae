import { defineObjective, float } from '@tune/core';
import { expect, test } from 'vitest';
import { defaultsOf } from '../options/flags.ts';
import { SEARCH_OPTIONS, type CompareFlags } from '../options/sets.ts';
import { definitionOf, flagsOf, nameOf } from './definition.ts';

const FLAGS = defaultsOf(['strategies', ...SEARCH_OPTIONS]) as CompareFlags;
const objective = defineObjective({
  name: 'a b',
  space: { x: float(0, 1) },
  evaluate: ({ x }) => x,
});
const name = (flags: Partial<CompareFlags>, versions = {}) =>
  nameOf({ ...FLAGS, ...flags }, objective, versions);

test('the name follows from the identity flags and the texts of files', () => {
  expect(name({})).toMatch(/^a-b-[0-9a-f]{8}$/);
  expect(name({})).toBe(name({ parallel: 4, maxRetries: 0, json: true, storage: 'other.db' }));
  const others = [{ trials: 9 }, { seed: 2 }, { strategies: 'random' }, { target: 1 }];
  expect(new Set([name({}), ...others.map((flags) => name(flags))]).size).toBe(5);
  expect(name({}, { './mine.mjs': 'abc' })).not.toBe(name({}));
});

test('a stored definition gives its flags back; what it lacks has its default', () => {
  const flags = { ...FLAGS, trials: 20, parallel: 2, trialTimeout: 3 };
  const definition = definitionOf(flags);
  expect(definition).not.toHaveProperty('json');
  expect(flagsOf(definition)).toEqual({ flags, folder: process.cwd() });
  expect(flagsOf({ trials: 3 }).flags).toMatchObject({ trials: 3, seed: 1, maxRetries: 3 });
});
