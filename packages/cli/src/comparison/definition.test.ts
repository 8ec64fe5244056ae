import { expect, test } from 'vitest';
import { defaultsOf } from '../options/flags.ts';
import { SEARCH_OPTIONS } from '../options/sets.ts';
import {
  asExported,
  asImported,
  changedFiles,
  definitionOf,
  extendedFrom,
  flagsOf,
  isImported,
  isOf,
  isSameView,
  mostRepeats,
  type SizedFlags,
} from './definition.ts';

const FLAGS = defaultsOf(['strategies', ...SEARCH_OPTIONS]) as SizedFlags;
const MARKS = { identity: 'a', files: {}, extendedFrom: undefined };

test('a stored definition gives its flags back; what it lacks has its default', () => {
  const flags = { ...FLAGS, trials: 20, repeats: 'auto', parallel: 2, trialTimeout: 3 } as const;
  const definition = definitionOf(flags, { ...MARKS, files: { 'a.mjs': 'b' }, extendedFrom: 3 });
  expect(definition).not.toHaveProperty('json');
  expect(flagsOf(definition)).toEqual({ flags, folder: process.cwd() });
  expect(flagsOf(asImported(definition))).toEqual({ flags, folder: process.cwd() });
  expect(flagsOf({ trials: 3 }).flags).toMatchObject({ trials: 3, seed: 1, maxRetries: 3 });
  expect(extendedFrom(definition)).toBe(3);
  expect(extendedFrom({ ...definition, extended: true })).toBe(1000);
  expect(extendedFrom(definitionOf(FLAGS, MARKS))).toBeUndefined();
  expect(isOf(definition, 'a')).toBe(true);
  expect(isOf(definition, 'b')).toBe(false);
});

test('repeats until it is decided are at most 40, or what was said', () => {
  expect(mostRepeats({ ...FLAGS, repeats: 'auto' })).toBe(40);
  expect(mostRepeats({ ...FLAGS, repeats: 'auto', atMost: 7 })).toBe(7);
  expect(mostRepeats({ ...FLAGS, repeats: 3 })).toBe(3);
});

test('what was imported is marked here, and not where it is exported to', () => {
  const definition = definitionOf(FLAGS, MARKS);
  expect(isImported(definition)).toBe(false);
  expect(isImported(asImported(definition))).toBe(true);
  expect(asExported(asImported(definition))).toEqual(definition);
  expect(isImported(null)).toBe(false);
});

test('how a comparison is run changes nothing of what it looks at', () => {
  const stored = definitionOf(FLAGS, MARKS);
  const same = (flags: Partial<SizedFlags>) =>
    isSameView(stored, definitionOf({ ...FLAGS, ...flags }, MARKS));
  expect(same({ parallel: 4, maxRetries: 0 })).toBe(true);
  for (const flags of [{ trials: 9 }, { repeats: 2 }, { rope: 1 }, { target: 1 }, { confirm: 3 }]) {
    expect(same(flags)).toBe(false);
  }
});

test('a file has changed if the same words meant another text', () => {
  const filesOf = (files: Record<string, string>, flags: Partial<SizedFlags> = {}) =>
    definitionOf({ ...FLAGS, ...flags }, { ...MARKS, files });
  const before = filesOf({ 'mine.mjs': 'a', 'helper.mjs': 'c' });
  expect(changedFiles(before, filesOf({ 'mine.mjs': 'b', 'helper.mjs': 'c' }))).toEqual([
    'mine.mjs',
  ]);
  expect(changedFiles(before, filesOf({ 'mine.mjs': 'a' }))).toEqual(['helper.mjs']);
  expect(changedFiles(before, before)).toEqual([]);
  expect(changedFiles(before, filesOf({}, { objective: 'branin' }))).toEqual([]);
});
