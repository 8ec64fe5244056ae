import { memoryStorage, TuneError, type Strategy } from '@tune/core';
import { expect, test } from 'vitest';
import type { Contender } from './design.ts';
import { around, designOf, endedTrials, run, uniform } from './experiment.test-util.ts';
import { strategyFailure } from './strategy-failure.ts';

const never = () => new Promise<never>(() => undefined);
const fails = (error: unknown) => async (): Promise<never> => {
  throw error;
};
const good: readonly Contender[] = [
  { label: 'near', strategy: around(0.5, 0.01) },
  { label: 'off', strategy: around(0.95, 0.05) },
];

/** A strategy that breaks its rules from its third trial on. */
const broken = (part: Partial<Strategy>): Strategy => ({
  ...uniform(),
  ...part,
  async suggest(ask) {
    const isGood = ask.history.ended.length + ask.history.pending.length < 2;
    return isGood || part.suggest === undefined ? uniform().suggest(ask) : part.suggest(ask);
  },
});

const WAYS: readonly [string, Partial<Strategy>, string | undefined, number][] = [
  ['throws', { suggest: fails(new Error('lost')) }, undefined, 2],
  ['throws text', { suggest: fails('lost') }, undefined, 2],
  [
    'throws the code of a storage',
    { suggest: fails(new TuneError('STORAGE_FULL', 'lost')) },
    'STORAGE_FULL',
    2,
  ],
  ['never answers', { suggest: never }, 'STRATEGY_TIMED_OUT', 2],
  ['gives nothing', { suggest: async () => [] }, 'STRATEGY_GAVE_NOTHING', 2],
  [
    'gives a wrong meta',
    { suggest: async () => [{ point: { x: 0 }, meta: 1n as never }] },
    'STRATEGY_INVALID',
    2,
  ],
  ['cannot be set up', { setup: fails(new Error('lost')) }, undefined, 0],
  ['is never set up', { setup: never }, 'STRATEGY_TIMED_OUT', 0],
  ['says odd things of its set-up', { setup: async () => 42 as never }, 'STRATEGY_INVALID', 0],
  ['never prepares', { prepare: never }, 'STRATEGY_TIMED_OUT', 0],
];

test.each(WAYS)('a strategy that %s costs only itself', async (_, part, code, measured) => {
  const alone = await run(designOf({ contenders: good }));
  const contenders = [{ label: 'bad', strategy: broken(part), source: './bad.mjs' }, ...good];
  const { events, comparison, isComplete } = await run(designOf({ contenders }), {
    limits: { suggestTimeoutMs: 100 },
  });
  const failures = events.filter((event) => event.type === 'strategy-failed');
  const failure = { repeat: 1, source: './bad.mjs', ...(code && { code }) };
  expect(failures).toMatchObject([{ label: 'bad', repeat: 1, failure }]);
  expect(endedTrials(events, 'bad')).toHaveLength(measured);
  expect(endedTrials(events, 'bad', 2)).toHaveLength(0);
  const [bad, ...others] = comparison.strategies;
  expect(bad).toMatchObject({ name: 'bad', median: null, failure, measured });
  const withoutTimes = (all: typeof others) =>
    all.map((one) => ({ ...one, suggestSeconds: 0, evaluateSeconds: 0 }));
  expect(withoutTimes(others)).toEqual(withoutTimes([...alone.comparison.strategies]));
  const { verdict, leader, wholeRepeats, target } = alone.comparison;
  expect(comparison).toMatchObject({ leader, wholeRepeats, target });
  expect(comparison.verdict.pairs).toHaveLength(1);
  expect(comparison.verdict.answer).toBe(verdict.answer);
  expect(isComplete).toBe(false);
});

test('a comparison until it is decided goes on without a strategy that fails', async () => {
  const contenders = [{ label: 'bad', strategy: broken({ suggest: fails('lost') }) }, ...good];
  const { comparison, events } = await run(
    designOf({ contenders, repeats: 20, untilDecided: true }),
  );
  expect(comparison.verdict.answer).toBe('better');
  expect(comparison.leader).toBe('near');
  expect(endedTrials(events, 'bad', 2)).toHaveLength(0);
});

test('where all fail there is nothing to compare', async () => {
  const contenders = [{ label: 'bad', strategy: broken({ suggest: fails('lost') }) }];
  const { comparison, isComplete } = await run(designOf({ contenders }));
  expect(comparison).toMatchObject({ leader: null, wholeRepeats: 0 });
  expect(comparison.strategies[0]).toMatchObject({ median: null, failure: { reason: 'lost' } });
  expect(isComplete).toBe(false);
  const none = [{ label: 'bad', strategy: broken({ setup: fails(new Error('no set-up')) }) }];
  await expect(run(designOf({ contenders: none }))).rejects.toThrow('no set-up');
});

test('once it is mended it goes on where it stopped', async () => {
  const storage = memoryStorage();
  let isMended = false;
  const suggest: Strategy['suggest'] = async (ask) => {
    if (!isMended) throw new Error('lost');
    return uniform().suggest(ask);
  };
  const contenders = [{ label: 'bad', strategy: broken({ suggest }) }, ...good];
  const first = await run(designOf({ contenders, repeats: 2 }), { storage });
  expect(first.comparison.strategies[0]).toMatchObject({ measured: 2 });
  isMended = true;
  const { comparison, isComplete, events } = await run(designOf({ contenders, repeats: 2 }), {
    storage,
  });
  expect(isComplete).toBe(true);
  expect(comparison.strategies.map(({ measured }) => measured)).toEqual([8, 8, 8]);
  expect(events.filter(({ type }) => type === 'trial-ended')).toHaveLength(6);
});

test('a failure tells what was thrown and where, whatever it was', () => {
  const refuse = (): never => {
    throw new Error('do not look');
  };
  const hostile = new Proxy({}, { get: refuse, getPrototypeOf: refuse, ownKeys: refuse });
  for (const thrown of [undefined, null, 1n, Symbol('s'), hostile, { stack: 5 }]) {
    const { reason, stack } = strategyFailure(thrown, { repeat: 3 });
    expect(reason).toMatch(/^the strategy threw /);
    expect(stack).toBeUndefined();
  }
  const { stack, reason } = strategyFailure(new Error('lost'), { repeat: 1 });
  expect(reason).toBe('lost');
  expect(stack![0]).toMatch(/^at .*strategy-failure\.test\.ts:\d+:\d+/);
});
