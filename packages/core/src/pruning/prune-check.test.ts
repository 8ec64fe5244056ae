import { expect, test } from 'vitest';
import { memoryStorage, type AskedTrial, type Pruner, type Study } from '../index.ts';
import { studyOf, type Given } from '../study/study.test-util.ts';

/** Stops a trial whose last loss is above that of any trial that has ended. */
const worst: Pruner = {
  name: 'worst',
  decide: ({ ended }, { points }) =>
    ended.some((other) => other.points.at(-1)!.loss < points.at(-1)!.loss) ? 'stop' : 'keep',
};

type X = { readonly x: number };
const after = async (study: Study<X>, trial: AskedTrial<X>, step: number, value: number) => {
  await trial.report(step, value);
  return study.shouldStop(trial, worst);
};

test('a trial that is evaluated by the caller is judged by its reports and those of others', async () => {
  for (const direction of ['minimize', 'maximize'] as const) {
    const sign = direction === 'minimize' ? 1 : -1;
    const given: Given = { storage: memoryStorage(), direction };
    const [a, b] = [await studyOf(given), await studyOf(given)];
    const [first, second] = await a.ask({ count: 2 });
    expect(await after(a, first!, 1, sign * 3)).toBe(false);
    expect(await after(a, second!, 1, sign * 9)).toBe(false);
    await a.tell(first!, sign * 3);
    expect(await after(a, second!, 2, sign * 2)).toBe(false);
    expect(await after(a, second!, 3, sign * 4)).toBe(true);
    await a.tell(second!, { state: 'pruned', reason: 'pruned by worst' });
    // Another process sees what this one has reported.
    const third = await b.ask();
    expect(await after(b, third!, 1, sign * 5)).toBe(true);
    expect(await after(b, third!, 2, sign * 3)).toBe(false);
  }
});

test('a disposed study judges nothing', async () => {
  const s = await studyOf();
  const trial = await s.ask();
  await s.dispose();
  await expect(s.shouldStop(trial!, worst)).rejects.toMatchObject({ code: 'STUDY_CLOSED' });
});
