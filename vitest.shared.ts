import { defineConfig } from 'vitest/config';

/** Tests run the sources of the workspace, never a stale build: every package exports them under this condition. */
const conditions = ['@tune/source'];

export default defineConfig({
  resolve: { conditions: [...conditions, 'node', 'import', 'module', 'default'] },
  ssr: { resolve: { conditions: [...conditions, 'node', 'import', 'module', 'default'] } },
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/build/**'],
    pool: 'forks',
    // What a runner says of colors is meant for its own output.
    env: { FORCE_COLOR: '0' },
    testTimeout: 30_000,
  },
});
