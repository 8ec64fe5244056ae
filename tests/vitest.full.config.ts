import { defineConfig } from 'vitest/config';
import shared from '../vitest.shared.ts';

/** The heavier suites, run by `npm run test:full`: tarballs, a real browser. */
export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    include: ['packaging/**/*.test.ts', 'browser/**/*.test.ts', 'docs/full/*.test.ts'],
    testTimeout: 120_000,
  },
});
