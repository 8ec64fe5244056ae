import { executorCases } from '@tune/testkit';
import { test } from 'vitest';
import { processPool } from './index.ts';
import { reference } from './pool/reference.test-util.ts';

test.each(executorCases)(
  'process pool: $name',
  async ({ run }) => {
    await run((concurrency) => processPool({ concurrency, objective: reference() }));
  },
  150_000,
);
