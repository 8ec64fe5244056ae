import { inProcessExecutor, type Executor, type Strategy } from '@tune/core';
import { expect, test } from 'vitest';
import { compare } from './compare.ts';
import type { ComparisonEvent } from './events.ts';
import { around, designOf, distance } from './experiment.test-util.ts';

/** An executor that is closed, and then throws. */
function failing(objective = distance()): Executor {
  const executor = inProcessExecutor(objective);
  return {
    ...executor,
    async close(reason) {
      await executor.close(reason);
      throw new Error('close failed');
    },
  };
}

const ended = async (running: Promise<unknown>, events: readonly ComparisonEvent[]) => {
  const error = await running.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { error: error as Error | undefined, last: events.at(-1) };
};

test('a close that fails is told after the result', async () => {
  const events: ComparisonEvent[] = [];
  const executor = failing();
  const onEvent = (event: ComparisonEvent) => void events.push(event);
  const { error, last } = await ended(compare(designOf(), { executor, onEvent }), events);
  expect(error?.message).toBe('close failed');
  expect(last).toMatchObject({ type: 'comparison', isComplete: true });
});

test('a dispose of the objective that throws is told after the result, and the tests', async () => {
  const events: ComparisonEvent[] = [];
  const dispose = () => Promise.reject(new Error('dispose failed'));
  const objective = { ...distance(), dispose, setup: async () => [], test: () => distance() };
  const onEvent = (event: ComparisonEvent) => void events.push(event);
  const openTest = failing;
  const { error, last } = await ended(
    compare(designOf({ objective }), { onEvent, openTest }),
    events,
  );
  expect(error?.message).toBe('dispose failed');
  expect(events.filter(({ type }) => type === 'tested')).toHaveLength(21);
  expect(last).toMatchObject({ type: 'comparison' });
});

test('what fails first is told, not the close', async () => {
  const onEvent = (): never => {
    throw new Error('listener failed');
  };
  const running = compare(designOf(), { executor: failing(), onEvent });
  await expect(running).rejects.toThrow('listener failed');
});

test('all studies are disposed although the close fails', async () => {
  let disposed = 0;
  const strategy: Strategy = {
    ...around(0.5),
    async suggest({ scratch, rng }) {
      scratch.set('memory', { dispose: () => (disposed += 1) });
      return [{ point: { x: rng.next() } }];
    },
  };
  const contenders = ['a', 'b'].map((label) => ({ label, strategy }));
  const design = designOf({ contenders, trials: 1, repeats: 2 });
  await expect(compare(design, { executor: failing() })).rejects.toThrow('close failed');
  expect(disposed).toBe(4);
});
