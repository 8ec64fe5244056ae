import { inProcessExecutor, type Executor } from '@tune/core';
import { expect, test } from 'vitest';
import { behaving, executorBehaviors } from './executor-behaviors.ts';
import { executorCases } from './executor-cases.ts';

const objective = behaving(executorBehaviors);
const open = (slots: number) => inProcessExecutor(objective, { slots });

test.each(executorCases)('in process: $name', async ({ run }) => {
  await run(open);
});

/** Executors with one fault each: a suite that lets one of them through tests nothing. */
const FAULTS: Readonly<Record<string, (sound: Executor) => Executor>> = {
  'always has a slot': (sound) => ({ ...sound, slots: () => 3 }),
  'forgets the seed': (sound) => ({
    ...sound,
    submit: (job) => sound.submit({ ...job, seed: 0 }),
  }),
  'never cancels': (sound) => ({ ...sound, cancel: () => undefined }),
  'knows no time-out': (sound) => ({
    ...sound,
    submit: ({ timeoutMs: _, ...job }) => sound.submit(job),
  }),
  'keeps reports to itself': (sound) => ({
    ...sound,
    async *outcomes() {
      for await (const event of sound.outcomes()) if (event.type !== 'reported') yield event;
    },
  }),
  'closes without a reason': (sound) => ({ ...sound, close: () => sound.close() }),
};

test.each(Object.entries(FAULTS))('an executor that %s is found out', async (_, fault) => {
  const hung = async () => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    throw new Error('it hangs');
  };
  const found = async () => {
    for (const { run } of executorCases) {
      await Promise.race([run((slots) => fault(open(slots))), hung()]);
    }
  };
  await expect(found()).rejects.toThrow();
});
