import type { ComparisonEvent } from '@tune/compare';
import { expect, onTestFinished, test, vi } from 'vitest';
import * as output from '../process/output.ts';
import { guardedReporter } from './guarded-reporter.ts';
import { several } from './several.ts';

const ready: ComparisonEvent = { type: 'ready', environment: [{ label: 'a', value: 'b' }] };

function logged(): () => string {
  const spy = vi.spyOn(output, 'log').mockImplementation(() => undefined);
  onTestFinished(() => spy.mockRestore());
  return () => spy.mock.calls.map(([text]) => text).join('\n');
}

test.each([
  [
    'throws',
    () => {
      throw new Error('no event');
    },
  ],
  ['rejects', () => Promise.reject(new Error('no event'))],
])('a reporter that %s is named with its reason and left out', async (_, event) => {
  const text = logged();
  const seen: string[] = [];
  const bad = {
    event: (it: ComparisonEvent) => (seen.push(it.type), event()),
    output: () => void seen.push('output'),
    end: () => void seen.push('end'),
  };
  const next = {
    event: () => undefined,
    output: () => void seen.push('next'),
    end: () => undefined,
  };
  const all = several([guardedReporter(bad as never, './bad.mjs?a=1'), next]);
  all.event(ready);
  await new Promise(setImmediate);
  all.event(ready);
  all.output('a');
  await all.end();
  expect(seen).toEqual(['ready', 'next']);
  expect(text()).toBe('the reporter ./bad.mjs?a=1 failed and is left out: no event');
});

test('an end that never comes is waited for no longer than its limit', async () => {
  const text = logged();
  const endless = { event: () => undefined, end: () => new Promise<void>(() => undefined) };
  await guardedReporter(endless, 'endless', { endMs: 20 }).end();
  expect(text()).toContain('its end() did not come to an end within 0.02 s');
});

test('what a reporter changes is a copy', async () => {
  const spoils = {
    event(event: ComparisonEvent) {
      if (event.type === 'ready') (event.environment as unknown[]).length = 0;
    },
    end: () => undefined,
  };
  guardedReporter(spoils, 'spoils').event(ready);
  expect(ready).toEqual({ type: 'ready', environment: [{ label: 'a', value: 'b' }] });
});
