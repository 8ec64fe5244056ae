import { describe } from 'vitest';
import { inProcessExecutor, type Objective } from '@tune/core';
import { describeExecutor } from './executor-suite.test-util.ts';
import { processPool } from './index.ts';
import { reference } from './pool/reference.test-util.ts';

const { behaviors } = (await import(reference().module)) as { behaviors: () => Objective };

describe('in process', () =>
  describeExecutor((slots) => inProcessExecutor(behaviors(), { slots })));
describe('process pool', () =>
  describeExecutor((size) => processPool({ size, objective: reference() })));
