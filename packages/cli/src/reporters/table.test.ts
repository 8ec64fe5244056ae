import { expect, test } from 'vitest';
import { alignColumns } from './table.ts';

test('columns are as wide as their widest cell, lines have no trailing spaces', () => {
  expect(
    alignColumns([
      ['strategy', 'best'],
      ['a', '0.97150'],
      ['random', ''],
    ]),
  ).toEqual([' strategy  best', ' a         0.97150', ' random']);
});
