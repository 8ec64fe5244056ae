import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isFullFidelity, type Outcome, type Trial } from '../study/trial.ts';
import type { EndedTrial } from './history.ts';
import { HistoryBuilder, historyOf } from './history-builder.ts';

const trialOf = (number: number, outcome?: Outcome, more: Partial<Trial> = {}): Trial => ({
  ...{ number, attempt: 1, token: '', point: { x: number }, seed: 1, suggestSeconds: 0 },
  state: outcome?.state ?? 'running',
  ...(outcome === undefined ? {} : { outcome }),
  ...(outcome?.state === 'complete' ? { values: outcome.values, value: outcome.values[0]! } : {}),
  ...more,
});
const complete = (value: number): Outcome => ({ state: 'complete', values: [value] });
const numbersOf = (list: readonly { readonly number: number }[]) =>
  list.map(({ number }) => number);

test('a history has losses, fidelity and meta, and knows the best full evaluation', () => {
  const history = historyOf(
    [
      trialOf(1, complete(3), { meta: { why: 'chance' } }),
      trialOf(2, complete(9), { fidelity: 0.5 }),
      trialOf(3, { state: 'failed', reason: 'no luck' }),
      trialOf(4, complete(5)),
      trialOf(5, { state: 'cancelled', reason: 'not wanted' }),
      trialOf(6, undefined, { fidelity: 0.5, meta: 1 }),
      trialOf(7, undefined, { state: 'waiting' }),
    ],
    'maximize',
  );
  expect(history.ended).toEqual([
    {
      ...{ number: 1, point: { x: 1 }, state: 'complete' },
      losses: [-3],
      loss: -3,
      meta: { why: 'chance' },
    },
    { ...{ number: 2, point: { x: 2 }, state: 'complete' }, losses: [-9], loss: -9, fidelity: 0.5 },
    { number: 3, point: { x: 3 }, state: 'failed' },
    { ...{ number: 4, point: { x: 4 }, state: 'complete' }, losses: [-5], loss: -5 },
  ]);
  expect(history.pending).toEqual([
    { number: 6, point: { x: 6 }, fidelity: 0.5, meta: 1 },
    { number: 7, point: { x: 7 } },
  ]);
  expect(history.incumbent?.number).toBe(4);
});

test('of equal trials the first is the best, in whichever order they ended', () => {
  for (const order of [
    [1, 2, 3],
    [3, 2, 1],
    [2, 3, 1],
  ]) {
    const trials = order.map((number) => trialOf(number, complete(1)));
    expect(historyOf(trials, 'minimize').incumbent?.number).toBe(1);
    expect(numbersOf(historyOf(trials, 'minimize').ended)).toEqual([1, 2, 3]);
  }
});

test('a snapshot stays as it is, whenever it is looked at', () => {
  const steps = fc.array(
    fc.oneof(
      fc.record({ end: fc.nat(9), value: fc.integer({ min: -3, max: 3 }) }),
      fc.constantFrom('take', 'look', 'release'),
    ),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(steps, (list) => {
      const trials = new Map<number, Trial>();
      const builder = new HistoryBuilder(
        'minimize',
        (number) => trials.get(number)!,
        () => numbersOf([...trials.values()].filter(({ state }) => state === 'running')),
      );
      const put = (trial: Trial) => {
        builder.keepPending();
        trials.set(trial.number, trial);
        builder.take(trial.number, trial.state, trial.value, isFullFidelity(trial));
      };
      for (let number = 1; number <= 10; number++) put(trialOf(number));
      const held: { snapshot: ReturnType<HistoryBuilder['snapshot']>; expected: number[] }[] = [];
      const endedNow = () =>
        numbersOf([...trials.values()].filter(({ state }) => state === 'complete'));
      const look = () => {
        for (const { snapshot, expected } of held) {
          expect(numbersOf(snapshot.history.ended)).toEqual(expected);
          expect(numbersOf(snapshot.history.pending)).toHaveLength(10 - expected.length);
        }
      };
      for (const step of list) {
        if (step === 'take') held.push({ snapshot: builder.snapshot(), expected: endedNow() });
        else if (step === 'look') look();
        else if (step === 'release') held.shift()?.snapshot.release();
        else if (trials.get(step.end + 1)!.state === 'running') {
          put(trialOf(step.end + 1, complete(step.value)));
        }
      }
      look();
      const now = builder.snapshot().history;
      expect(numbersOf(now.ended)).toEqual(endedNow());
      const least = Math.min(...now.ended.map(({ loss }) => loss!));
      expect(now.incumbent?.number).toBe(now.ended.find(({ loss }) => loss === least)?.number);
    }),
    { numRuns: 300 },
  );
});

test('a list stays as it was when a trial ends while a snapshot is held', () => {
  const trials = new Map<number, Trial>();
  const builder = new HistoryBuilder(
    'minimize',
    (number) => trials.get(number)!,
    () => [],
  );
  const end = (number: number) => {
    trials.set(number, trialOf(number, complete(number)));
    builder.take(number, 'complete', number);
  };
  const listOf = () => {
    const { history, release } = builder.snapshot();
    const { ended } = history;
    release();
    release();
    return ended;
  };
  end(1);
  expect(listOf()).toHaveLength(1);
  end(2);
  expect(listOf()).toHaveLength(2);
  const held = builder.snapshot();
  const list = held.history.ended;
  end(3);
  expect(list).toHaveLength(2);
  held.release();
  expect(list).toHaveLength(2);
  expect(listOf()).toHaveLength(3);
});

test('what a strategy does to its history does not reach the next one', () => {
  const trials = [1, 2, 3].map((number) => trialOf(number, complete(number)));
  const byNumber = new Map(trials.map((trial) => [trial.number, trial]));
  const builder = new HistoryBuilder(
    'minimize',
    (number) => byNumber.get(number)!,
    () => [],
  );
  for (const { number, state, value } of trials) builder.take(number, state, value);
  const { history, release } = builder.snapshot();
  const list = history.ended as EndedTrial[];
  list.sort((a, b) => b.loss! - a.loss!);
  list.pop();
  expect(() => Object.assign(list[0]!, { loss: 0 })).toThrow(TypeError);
  expect(() => (list[0]!.losses as number[]).push(0)).toThrow(TypeError);
  expect(() => Object.assign(history.incumbent!, { loss: 9 })).toThrow(TypeError);
  release();
  expect(builder.snapshot().history.ended.map(({ loss }) => loss)).toEqual([1, 2, 3]);
});

test('a copy of a history has its ended trials', () => {
  const trial = { number: 1, state: 'complete', point: { x: 1 }, values: [2], value: 2 };
  const history = historyOf([trial as never], 'minimize');
  expect({ ...history }.ended).toEqual(history.ended);
  expect({ ...history }.ended).toHaveLength(1);
});
