import { expect } from 'vitest';
import { comparisonMatchers, type ComparisonMatchers } from './comparison-matchers.ts';

expect.extend(comparisonMatchers);

declare module 'vitest' {
  // Type parameters of a merged interface have to be the same.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any, @typescript-eslint/no-empty-object-type
  interface Matchers<T = any> extends ComparisonMatchers<T> {}
}

export { comparisonMatchers, type ComparisonMatchers };
