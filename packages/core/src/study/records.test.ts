import { expect, test } from 'vitest';
import { memoryStorage, type Strategy } from '../index.ts';
import { complete, eventsOf, studyOf, uniform, type Given } from './study.test-util.ts';

const study = (given: Given = {}) => studyOf({ strategy: uniform, ...given });

test('a trial is a record: neither the strategy nor the caller changes its point', async () => {
  const point = { x: 0.25 };
  const meta = { why: ['first'] };
  const storage = memoryStorage();
  const s = await study({
    storage,
    strategy: { ...uniform, suggest: async () => [{ point, meta }] },
  });
  const trial = await s.ask();
  point.x = 0.75;
  meta.why.push('second');
  expect(() => Object.assign(trial!.point, { x: 1 })).toThrow(TypeError);
  expect(() => Object.assign(s.trials[0]!.point, { x: 1 })).toThrow(TypeError);
  expect(s.trials[0]).toMatchObject({ point: { x: 0.25 }, meta: { why: ['first'] } });
  const [, started] = await eventsOf(storage);
  expect(started).toMatchObject({ point: { x: 0.25 }, meta: { why: ['first'] } });
});

test('what is done to the trials of a study does not reach the study', async () => {
  const s = await study();
  for (const value of [3, 1, 2]) await s.tell((await s.ask())!, complete(value));
  const trials = s.trials as unknown as { value: number; outcome: object }[];
  expect(() => trials.sort((a, b) => a.value - b.value)).toThrow(TypeError);
  expect(() => Object.assign(trials[0]!, { value: 0 })).toThrow(TypeError);
  expect(() => Object.assign(trials[0]!.outcome, { values: [0] })).toThrow(TypeError);
  expect(s.trials.map(({ value }) => value)).toEqual([3, 1, 2]);
});

test('a strategy that sorts and writes to its history finds it whole at the next ask', async () => {
  const lossesOf = async (spoils: boolean) => {
    const seen: unknown[] = [];
    const strategy: Strategy = {
      ...uniform,
      suggest: async (ask) => {
        const { ended, pending } = ask.history as unknown as Record<string, { loss: number }[]>;
        seen.push(ended!.map(({ loss }) => loss));
        if (spoils) {
          ended!.sort((a, b) => a.loss - b.loss).pop();
          pending!.length = 0;
          expect(() => Object.assign(ended!.at(-1) ?? Object.freeze({}), { loss: 0 })).toThrow();
        }
        return [{ point: { x: ask.rng.next() } }];
      },
    };
    const s = await study({ strategy });
    for (const value of [3, 1, 2, 5]) await s.tell((await s.ask())!, value);
    return seen;
  };
  expect(await lossesOf(true)).toEqual(await lossesOf(false));
});
