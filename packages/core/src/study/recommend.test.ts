import { expect, test } from 'vitest';
import { memoryStorage, type RecommendAsk, type Strategy } from '../index.ts';
import { hashSeed, createRng } from '../plugin.ts';
import { studyOf, uniform, type Given } from './study.test-util.ts';

type Recommend = NonNullable<Strategy['recommend']>;

/** A strategy that recommends what `answer` says, and keeps what it was asked with. */
const recommending = (answer: (ask: RecommendAsk) => unknown) => {
  const asks: RecommendAsk[] = [];
  const recommend: Recommend = async (ask) => {
    asks.push(ask);
    return answer(ask) as Awaited<ReturnType<Recommend>>;
  };
  return { asks, strategy: { ...uniform, recommend } as Strategy };
};

/** A study whose trials had these values, at the points 0.1, 0.2, ... or those given. */
async function searched(given: Given, values: readonly number[], points?: readonly number[]) {
  const study = await studyOf({ strategy: uniform, ...given });
  for (const [index, value] of values.entries()) {
    await study.add({ x: points?.[index] ?? (index + 1) / 10 }, value);
  }
  return study;
}

test('without a recommend of the strategy it is the best trial', async () => {
  const study = await searched({}, [3, 1, 2]);
  expect(await study.recommend()).toEqual({ point: { x: 0.2 }, trial: study.trials[1] });
  const most = await searched({ direction: 'maximize' }, [3, 1, 2]);
  expect((await most.recommend())!.trial!.number).toBe(1);
});

test('nothing is recommended before a trial is complete', async () => {
  const study = await studyOf({ strategy: uniform });
  expect(await study.recommend()).toBeUndefined();
  await study.add({ x: 0.5 }, { failed: 'too hot' });
  expect(await study.recommend()).toBeUndefined();
});

test('a strategy that leaves it to the study gets the best trial', async () => {
  const { strategy } = recommending(() => undefined);
  const study = await searched({ strategy }, [3, 1, 2]);
  expect((await study.recommend())!.trial!.number).toBe(2);
});

test('the trial of a recommended point is the first of its best ones', async () => {
  const { strategy } = recommending(() => ({ x: 0.5 }));
  const study = await searched({ strategy }, [1, 3, 2, 2], [0.1, 0.5, 0.5, 0.5]);
  expect(await study.recommend()).toEqual({ point: { x: 0.5 }, trial: study.trials[2] });
});

test('a recommended point need not have been evaluated', async () => {
  const { strategy } = recommending(() => ({ x: 0.75 }));
  const study = await searched({ strategy }, [1]);
  expect(await study.recommend()).toEqual({ point: { x: 0.75 } });
});

test('the first trials alone are what the strategy sees of an earlier end', async () => {
  const { strategy, asks } = recommending(({ history }) => history.ended.at(-1)?.point);
  const study = await searched({ strategy }, [3, 1, 2]);
  expect((await study.recommend({ trials: 2 }))!.trial!.number).toBe(2);
  expect(asks[0]!.history.ended.map(({ number }) => number)).toEqual([1, 2]);
  expect(asks[0]!.history.incumbent!.number).toBe(2);
  const first = await searched({}, [3, 1, 2]);
  expect((await first.recommend({ trials: 1 }))!.trial!.number).toBe(1);
});

test('cancelled trials do not count as the first ones', async () => {
  const { strategy, asks } = recommending(() => undefined);
  const study = await studyOf({ strategy });
  const asked = await study.ask();
  await study.tell(asked!, { state: 'cancelled', reason: 'not wanted' });
  await study.add({ x: 0.1 }, 2);
  await study.add({ x: 0.2 }, 1);
  expect((await study.recommend({ trials: 1 }))!.trial!.number).toBe(2);
  expect(asks[0]!.history.ended.map(({ number }) => number)).toEqual([2]);
});

test('chance comes from the seed and the number of trials, not from the stream of the suggestions', async () => {
  const { strategy, asks } = recommending(() => undefined);
  const study = await searched({ strategy, seed: 7 }, [3, 1, 2]);
  await study.recommend();
  await study.recommend({ trials: 3 });
  await study.recommend({ trials: 2 });
  const drawn = asks.map(({ rng }) => rng.next());
  expect(drawn[0]).toBe(createRng(hashSeed(7, 'recommend', 3)).next());
  expect(drawn[1]).toBe(drawn[0]);
  expect(drawn[2]).toBe(createRng(hashSeed(7, 'recommend', 2)).next());
  expect(drawn[0]).not.toBe(createRng(hashSeed(7, 'suggest', 3)).next());
});

test('the scratch is not that of the suggestions, and is disposed', async () => {
  let isDisposed = false;
  const seen: unknown[] = [];
  const { strategy } = recommending(({ scratch }) => {
    seen.push(scratch.get('model'));
    scratch.set('model', { dispose: () => void (isDisposed = true) });
    return undefined;
  });
  const suggest: Strategy['suggest'] = (ask) => {
    ask.scratch.set('model', {});
    return uniform.suggest(ask);
  };
  const study = await studyOf({ strategy: { ...strategy, suggest } });
  await study.ask();
  await study.recommend();
  expect(seen).toEqual([undefined]);
  expect(isDisposed).toBe(true);
});

test('a strategy is set up before it recommends, once', async () => {
  const calls: string[] = [];
  const { strategy } = recommending(() => void calls.push('recommend'));
  const setup = async () => {
    calls.push('setup');
    return [];
  };
  const study = await studyOf({ strategy: { ...strategy, setup } });
  await Promise.all([study.recommend(), study.recommend(), study.ask()]);
  expect(calls).toEqual(['setup', 'recommend', 'recommend']);
});

test('a stored study recommends what it did before', async () => {
  const storage = memoryStorage();
  const { strategy } = recommending(({ rng, space }) => space.decode([rng.next()]));
  const study = await searched({ storage, strategy }, [3, 1, 2]);
  const before = await study.recommend();
  const again = await studyOf({ storage, strategy });
  expect(await again.recommend()).toEqual(before);
});

test.each([
  ['outside of the space', { x: 2 }, 'STRATEGY_POINT_INVALID'],
  ['a number', 2, 'STRATEGY_POINT_INVALID'],
  ['null', null, 'STRATEGY_POINT_INVALID'],
])('a recommendation that is %s is an error of the strategy', async (_what, answer, code) => {
  const study = await searched({ strategy: recommending(() => answer).strategy }, [1]);
  await expect(study.recommend()).rejects.toMatchObject({ code });
});

test('a recommendation that cannot be read is an error of the strategy', async () => {
  const point = new Proxy({}, { ownKeys: () => { throw new TypeError('closed'); } }); // prettier-ignore
  const study = await searched({ strategy: recommending(() => point).strategy }, [1]);
  await expect(study.recommend()).rejects.toMatchObject({
    code: 'STRATEGY_INVALID',
    message: expect.stringContaining('what its recommend gave cannot be read'),
  });
});

test('a recommend that is not a function is refused', async () => {
  const strategy = { ...uniform, recommend: 'best' } as unknown as Strategy;
  await expect(studyOf({ strategy })).rejects.toMatchObject({
    code: 'STRATEGY_INVALID',
    message: expect.stringContaining('its recommend is not a function'),
  });
});

test.each([{ trials: 0 }, { trials: 1.5 }, { trial: 1 }])(
  'refuses the options %j',
  async (given) => {
    const study = await searched({}, [1]);
    await expect(study.recommend(given as never)).rejects.toMatchObject({
      code: 'STUDY_OPTION_INVALID',
    });
  },
);

test('a signal ends the wait for a strategy', async () => {
  const abort = new AbortController();
  const { strategy } = recommending(() => new Promise(() => undefined));
  const study = await searched({ strategy }, [1]);
  const asked = study.recommend({ signal: abort.signal });
  abort.abort(new RangeError('enough'));
  await expect(asked).rejects.toThrow('enough');
  expect(await study.ask()).toBeDefined();
});

test('a disposed study recommends nothing', async () => {
  const study = await searched({}, [1]);
  await study.dispose();
  await expect(study.recommend()).rejects.toMatchObject({ code: 'STUDY_CLOSED' });
});
