import { expect, test } from 'vitest';
import { studyOf, square, uniform, wait, type Given } from '../study/study.test-util.ts';
import { TimeLimit } from './time-limit.ts';

const never = () => new Promise<never>(() => undefined);
const study = (given: Given['strategy']) => studyOf({ strategy: given!, suggestTimeoutMs: 30 });

test.each(['setup', 'prepare', 'suggest'] as const)(
  'a %s that never resolves ends the search with an error',
  async (method) => {
    const s = await study({ ...uniform, [method]: never });
    const error = { code: 'STRATEGY_TIMED_OUT', details: { method, seconds: 0.03 } };
    await expect(s.ask()).rejects.toMatchObject(error);
    await expect(s.optimize(square(), { trials: 1 })).rejects.toMatchObject(error);
    expect(s.size).toBe(0);
    await s.dispose();
  },
);

test('a recommendation that never comes is an error', async () => {
  const s = await study({ ...uniform, recommend: never });
  await s.optimize(square(), { trials: 2 });
  await expect(s.recommend()).rejects.toMatchObject({ code: 'STRATEGY_TIMED_OUT' });
});

test('what comes too late is ignored, also an error, and the next ask is a new one', async () => {
  let calls = 0;
  const late = async (ask: Parameters<typeof uniform.suggest>[0]) => {
    calls += 1;
    if (calls > 2) return uniform.suggest(ask);
    const heard = new Promise((resolve) => ask.signal.addEventListener('abort', resolve));
    await heard;
    await wait(5);
    if (calls === 1) throw new Error('too late');
    return [{ point: { x: 99 } }];
  };
  const s = await study({ ...uniform, suggest: late });
  await expect(s.ask()).rejects.toMatchObject({ code: 'STRATEGY_TIMED_OUT' });
  await expect(s.ask()).rejects.toMatchObject({ code: 'STRATEGY_TIMED_OUT' });
  await wait(20);
  expect(await s.ask()).toMatchObject({ number: 1 });
});

test('the signal of a call is the same until it aborts, and follows that of the caller', async () => {
  const limit = new TimeLimit('s', 1000);
  const outer = new AbortController();
  const seen: AbortSignal[] = [];
  for (let n = 0; n < 2; n++) await limit.run('suggest', outer.signal, (own) => seen.push(own));
  const aborted = limit.run('suggest', outer.signal, (own) => {
    seen.push(own);
    return never();
  });
  outer.abort('enough');
  await expect(aborted).rejects.toBe('enough');
  expect(new Set(seen).size).toBe(1);
  expect(seen[0]!.reason).toBe('enough');
  await expect(limit.run('suggest', outer.signal, () => 1)).rejects.toBe('enough');
  const other = new AbortController();
  expect(await limit.run('suggest', other.signal, (own) => own.aborted)).toBe(false);
});
