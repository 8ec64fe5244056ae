import { inProcessExecutor, memoryStorage } from '@tune/core';
import { expect, test } from 'vitest';
import { compare } from './compare.ts';
import type { Design } from './design.ts';
import { distance, uniform } from './experiment.test-util.ts';
import { seedsOf } from './seeds.ts';

const design: Design = {
  objective: distance(),
  contenders: [
    { label: 'random', strategy: uniform() },
    { label: 'bayes', strategy: { ...uniform(), name: 'bayes' } },
    { label: 'random (2)', strategy: uniform() },
    { label: 'random (3)', strategy: uniform() },
    { label: 'random?width=2', strategy: uniform({ width: 2 }) },
  ],
  trials: 4,
  repeats: 2,
  seed: 7,
};

const seeds = (repeat: number) =>
  design.contenders.map(({ label }) => seedsOf(design, { label, repeat }));

test('a strategy that is there a second time has suggestions of its own', () => {
  const [first, bayes, second, third, other] = seeds(1);
  expect(first!.seed).toBe(first!.evaluationSeed);
  expect(bayes).toEqual(first);
  expect(other).toEqual(first);
  expect(new Set([first!.seed, second!.seed, third!.seed]).size).toBe(3);
});

test('strategies that say nothing of themselves but a name may be different ones', () => {
  const { name, apiVersion, capabilities, suggest } = uniform();
  const plain = () => ({ name, apiVersion, capabilities, suggest });
  const contenders = ['a', 'b'].map((label) => ({ label, strategy: plain() }));
  const [a, b] = contenders.map(({ label }) =>
    seedsOf({ ...design, contenders }, { label, repeat: 1 }),
  );
  expect(b).toEqual(a);
});

test('all runs of a repeat share the seed of their evaluations, and no other repeat has it', () => {
  const [one, two] = [1, 2].map(
    (repeat) => new Set(seeds(repeat).map(({ evaluationSeed }) => evaluationSeed)),
  );
  expect([...one!, ...two!]).toHaveLength(2);
  expect([...one!]).not.toEqual([...two!]);
});

test('two equal strategies make two searches', async () => {
  const storage = memoryStorage();
  const two = { ...design, contenders: [design.contenders[0]!, design.contenders[2]!] };
  const executor = inProcessExecutor(design.objective);
  const { comparison } = await compare(two, { storage, executor });
  const [first, second] = comparison.strategies;
  expect(first!.best).not.toEqual(second!.best);
  const again = await compare(two, { storage });
  expect(again.comparison.strategies[1]!.best).toEqual(second!.best);
});
