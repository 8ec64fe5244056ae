import { describe, test } from 'node:test';
import { suitesOf } from './suites.ts';

/** The suites as tests of node:test. */
export const {
  describeStrategy,
  describeObjective,
  describePruner,
  describeStorage,
  describeExecutor,
} = suitesOf({
  describe: (title, body) => void describe(title, body),
  test: (title, body, timeout) => void test(title, { timeout }, body),
});
