import { expect, test } from 'vitest';
import { jobOf } from '@tune/testkit';
import type { Activity, Child } from './child.ts';
import type { ToChild } from './messages.ts';
import { runJob } from './run-job.ts';

/** A process that completes each job at once. */
function quickChild() {
  const sent: ToChild[] = [];
  let current: Activity | undefined;
  const child: Pick<Child, 'begin' | 'finish' | 'send'> = {
    begin: (activity) => (current = activity),
    finish: () => (current = undefined),
    send(message) {
      sent.push(message);
      if (message.type !== 'evaluate') return;
      const { id } = message.job;
      const outcome = { state: 'complete' as const, values: [1] };
      const figures = { beganAt: 0, peakBytes: 0, residentBytes: 0, isWorn: false };
      queueMicrotask(() => current?.onMessage({ type: 'ended', id, outcome, ...figures }));
    },
  };
  return { child: child as Child, sent };
}

const OPTIONS = { graceMs: 2000, askedAt: 0 };

test('a job is sent to the process, and its outcome comes back', async () => {
  const { child, sent } = quickChild();
  const context = { signal: new AbortController().signal, report: () => undefined };
  const { outcome } = await runJob(child, jobOf(1, 'value'), context, OPTIONS);
  expect(outcome).toMatchObject({ state: 'complete', values: [1] });
  expect(sent.map(({ type }) => type)).toEqual(['evaluate']);
});

test('a job whose signal has aborted before is not sent to the process', async () => {
  const { child, sent } = quickChild();
  const context = { signal: AbortSignal.abort('enough'), report: () => undefined };
  const end = await runJob(child, jobOf(1, 'value'), context, OPTIONS);
  expect(end).toEqual({ outcome: { state: 'cancelled', reason: 'enough' } });
  expect(sent).toEqual([]);
});
