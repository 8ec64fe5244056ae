import { defineConfig } from 'vitest/config';
import shared from '../vitest.shared.ts';

/** The heavier suites have a configuration of their own. */
export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    // They mostly wait for the processes that they start; by default, two cores would run one file at a time.
    maxWorkers: 2,
    exclude: [...(shared.test?.exclude ?? []), 'packaging/**', 'browser/**', 'docs/full/**'],
  },
});
