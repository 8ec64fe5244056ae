import { describe, expect, test } from 'vitest';
import { comparisonMatchers, type ComparisonMatchers } from './comparison-matchers.ts';
import { suitesOf } from './suites.ts';

expect.extend(comparisonMatchers);

declare module 'vitest' {
  // Type parameters of a merged interface have to be the same.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any, @typescript-eslint/no-empty-object-type
  interface Matchers<T = any> extends ComparisonMatchers<T> {}
}

/** The suites as tests of vitest. */
export const {
  describeStrategy,
  describeObjective,
  describePruner,
  describeStorage,
  describeExecutor,
} = suitesOf({
  describe: (title, body) => void describe(title, body),
  test: (title, body, timeout) => test(title, body, timeout),
});

export { comparisonMatchers, type ComparisonMatchers };
