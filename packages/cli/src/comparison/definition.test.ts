import { defineObjective, float } from '@tune/core';
import { expect, test } from 'vitest';
import { defaultsOf } from '../options/flags.ts';
import { SEARCH_OPTIONS, type CompareFlags } from '../options/sets.ts';
import { studyNameFault } from '@tune/core/plugin';
import {
  asExported,
  asImported,
  definitionOf,
  flagsOf,
  identityOf,
  isImported,
  isSameComparison,
  namesOf,
  wasExtended,
} from './definition.ts';

const FLAGS = defaultsOf(['strategies', ...SEARCH_OPTIONS]) as CompareFlags;
const named = (name: string) =>
  defineObjective({ name, space: { x: float(0, 1) }, evaluate: ({ x }) => x });
const objective = named('a b');
const name = (flags: Partial<CompareFlags>, versions = {}) =>
  namesOf({ ...FLAGS, ...flags }, objective, versions)[0];
const identity = (flags: Partial<CompareFlags>, versions = {}) =>
  identityOf({ ...FLAGS, ...flags }, objective, versions);
const OTHERS = [{ trials: 9 }, { seed: 2 }, { strategies: 'random' }, { target: 1 }];

test('the name follows from the identity flags and the texts of files', () => {
  expect(name({})).toMatch(/^a-b-[0-9a-f]{8}$/);
  expect(name({})).toBe(name({ parallel: 4, maxRetries: 0, json: true, storage: 'other.db' }));
  expect(new Set([name({}), ...OTHERS.map((flags) => name(flags))]).size).toBe(5);
  expect(name({}, { './mine.mjs': 'abc' })).not.toBe(name({}));
});

test('a comparison whose name is taken has longer ones, which are its own', () => {
  const all = [{}, ...OTHERS].map((flags) => namesOf({ ...FLAGS, ...flags }, objective, {}));
  for (const [first, ...longer] of all) {
    expect(longer).toHaveLength(8);
    for (const one of longer) expect(one.startsWith(first!)).toBe(true);
    expect(longer.at(-1)).toHaveLength(first!.length + 64);
  }
  // Two that have the same short name, as it was hashed by 32 bits.
  const branin = (seed: number) =>
    namesOf(
      { ...FLAGS, objective: 'branin', strategies: 'random', trials: 3, seed },
      objective,
      {},
    );
  expect(branin(1)[1]!.slice(-8)).not.toBe(branin(2)[1]!.slice(-8));
});

test('a stored definition is compared by all that makes a comparison what it is', () => {
  const stored = definitionOf(FLAGS, identity({}), false);
  expect(isSameComparison(stored, FLAGS, identity({}))).toBe(true);
  const differs = [...OTHERS.map((flags) => identity(flags)), identity({}, { './a.mjs': '1' })];
  for (const other of differs) expect(isSameComparison(stored, FLAGS, other)).toBe(false);
  // One of an earlier version has its flags only.
  const { identity: _identity, ...old } = stored;
  expect(isSameComparison(old, FLAGS, identity({}))).toBe(true);
  expect(isSameComparison(old, { ...FLAGS, seed: 2 }, identity({ seed: 2 }))).toBe(false);
});

test.each([
  '',
  ' ',
  '../..',
  '--help',
  '\u{1f600}',
  'a/b',
  'x'.repeat(10_000),
  'a\nb',
  '\ud800',
  '\0',
])('an objective called %j has a name that can be typed', (hostile) => {
  const [first] = namesOf(FLAGS, { ...objective, name: hostile, preset: hostile }, {});
  expect(studyNameFault(first)).toBeUndefined();
  expect(first).toMatch(/^[\w.-]{1,150}$/);
});

test('a stored definition gives its flags back; what it lacks has its default', () => {
  const flags = { ...FLAGS, trials: 20, parallel: 2, trialTimeout: 3 };
  const definition = definitionOf(flags, identity(flags), false);
  expect(definition).not.toHaveProperty('json');
  expect(flagsOf(definition)).toEqual({ flags, folder: process.cwd() });
  expect(flagsOf(asImported(definition))).toEqual({ flags, folder: process.cwd() });
  expect(flagsOf({ trials: 3 }).flags).toMatchObject({ trials: 3, seed: 1, maxRetries: 3 });
});

test('what was imported is marked here, and not where it is exported to', () => {
  const definition = definitionOf(FLAGS, 'a', false);
  expect(isImported(definition)).toBe(false);
  expect(isImported(asImported(definition))).toBe(true);
  expect(asExported(asImported(definition))).toEqual(definition);
  expect(isImported(null)).toBe(false);
});

test('other trials or repeats than it was begun with extend a comparison, for good', () => {
  const begun = definitionOf(FLAGS, 'a', false);
  expect(wasExtended(begun, FLAGS)).toBe(false);
  expect(wasExtended(begun, { ...FLAGS, parallel: 2, target: 1 })).toBe(false);
  expect(wasExtended(begun, { ...FLAGS, repeats: FLAGS.repeats + 1 })).toBe(true);
  expect(wasExtended(begun, { ...FLAGS, trials: FLAGS.trials + 1 })).toBe(true);
  expect(wasExtended(definitionOf(FLAGS, 'a', true), FLAGS)).toBe(true);
  expect(flagsOf(definitionOf(FLAGS, 'a', true)).flags).toEqual(flagsOf(begun).flags);
});
