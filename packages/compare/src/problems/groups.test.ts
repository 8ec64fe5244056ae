import { expect, test } from 'vitest';
import { groupsOf } from './groups.ts';

const pair = (text: string, answer: 'better' | 'worse' | 'equal' | 'unknown') => ({
  ...{ first: text[0]!, second: text[1]!, answer },
});

test('groups overlap, but none lies within another one', () => {
  const names = ['a', 'b', 'c', 'd'];
  expect(groupsOf(names, [pair('ad', 'better')])).toEqual([
    ['a', 'b', 'c'],
    ['b', 'c', 'd'],
  ]);
  expect(groupsOf(names, [])).toEqual([names]);
});

test('strategies that are told apart from all others are in no group', () => {
  const pairs = [pair('ab', 'better'), pair('ac', 'better'), pair('bc', 'equal')];
  expect(groupsOf(['a', 'b', 'c'], pairs)).toEqual([['b', 'c']]);
});

test('a pair in the middle that is told apart splits a group', () => {
  expect(groupsOf(['a', 'b', 'c'], [pair('bc', 'worse')])).toEqual([['a', 'b']]);
});
