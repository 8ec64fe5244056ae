import { defineConfig } from 'vitest/config';
import shared from '../vitest.shared.ts';

/** The heavier suites have a configuration of their own. */
export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    exclude: [...(shared.test?.exclude ?? []), 'packaging/**', 'browser/**'],
  },
});
