import { comparisonMatchers, type ComparisonMatchers } from './comparison-matchers.ts';
import { suitesOf, type Suites } from './suites.ts';

/** What jest makes global. Its packages are not imported: their names differ between its versions. */
interface JestGlobals {
  describe?(title: string, body: () => void): void;
  test?(title: string, body: () => Promise<void>, timeoutMs: number): void;
  expect?: { extend(matchers: object): void };
}

// Not `jest`: that name is taken in every module that jest loads.
const runner = globalThis as JestGlobals;
runner.expect?.extend(comparisonMatchers);

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- as @types/jest declares it
  namespace jest {
    // Type parameters of a merged interface have to be the same.
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type, @typescript-eslint/no-unused-vars
    interface Matchers<R, T = {}> extends ComparisonMatchers<R> {}
  }
}

/** The suites as tests of jest. */
export const {
  describeStrategy,
  describeObjective,
  describePruner,
  describeStorage,
  describeExecutor,
}: Suites = suitesOf({
  describe: (title, body) => runner.describe!(title, body),
  test: (title, body, timeout) => runner.test!(title, body, timeout),
});

export { comparisonMatchers, type ComparisonMatchers };
