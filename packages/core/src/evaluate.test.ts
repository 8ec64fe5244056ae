import { expect, test } from 'vitest';
import { evaluateJob, inProcessExecutor, type Objective } from './index.ts';
import { square } from './study.test-util.ts';

const job = { trialId: 1, attempt: 1, token: '', point: { x: 0.5 }, seed: 1 };
const outcomeOf = (evaluate: Objective['evaluate']) =>
  evaluateJob(square(evaluate), job, {
    signal: new AbortController().signal,
    report: () => undefined,
  });

test('NaN, Infinity, nothing and a throw are failures with their reason', async () => {
  const reasons = [];
  for (const evaluate of [
    async () => Number.NaN,
    async () => -Infinity,
    async () => undefined as unknown as number,
    async () => [],
    async () => Promise.reject(new Error('out of memory')),
    () => {
      throw new TypeError('not even a promise');
    },
    async () => Promise.reject('a string'),
    async () => Promise.reject({ code: 7 }),
  ]) {
    const outcome = await outcomeOf(evaluate);
    expect(outcome.state).toBe('failed');
    reasons.push(outcome.state === 'failed' ? outcome.reason : undefined);
  }
  expect(reasons).toMatchInlineSnapshot(`
    [
      "the objective returned NaN, not a finite number",
      "the objective returned -Infinity, not a finite number",
      "the objective returned undefined, not a finite number",
      "the objective returned an empty list, not a finite number",
      "out of memory",
      "not even a promise",
      "a string",
      "the objective threw {"code":7}",
    ]
  `);
});

test('a closure cannot be recovered', async () => {
  await expect(inProcessExecutor(square()).recover([job])).rejects.toMatchObject({
    code: 'OBJECTIVE_NOT_LOADABLE',
  });
});
