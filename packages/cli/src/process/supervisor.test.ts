import { expect, test } from 'vitest';
import { isToBeSupervised } from './supervisor.ts';

const process = (more: object = {}) =>
  ({ env: {}, execArgv: [], ...more }) as unknown as NodeJS.Process;

test.each([
  [['run', '--objective', './mine.mjs'], true],
  [['--json', 'compare'], true],
  [['resume', 'name'], true],
  [['evaluate'], true],
  [['run', '--help'], false],
  [['ls'], false],
  [['serve', '--stdio'], false],
  [[], false],
])('tune %j has a supervisor: %s', (argv, expected) => {
  expect(isToBeSupervised(argv, process())).toBe(expected);
});

test('neither the command of a supervisor nor a debugged one has a further supervisor', () => {
  expect(isToBeSupervised(['run'], process({ env: { TUNE_SUPERVISED: '1' } }))).toBe(false);
  expect(isToBeSupervised(['run'], process({ execArgv: ['--inspect-brk'] }))).toBe(false);
});
