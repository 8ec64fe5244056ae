import { describeExecutor } from '@tune/testkit/vitest';
import { processPool } from './index.ts';
import { reference } from './pool/reference.test-util.ts';

describeExecutor('process pool', (concurrency) =>
  processPool({ concurrency, objective: reference() }),
);
