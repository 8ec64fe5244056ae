import type { Executor, Objective, Pruner, Storage, Strategy } from '@tune/core';
import { bayes } from '@tune/strategies';
import { expectTypeOf, test } from 'vitest';
import { defineConfig, type ConfigDefaults, type ExecutorFactory } from './define-config.ts';

declare const strategy: Strategy;
declare const objective: Objective<{ x: number }>;
declare const pruner: Pruner;
declare const storage: Storage;
declare const executor: Executor;

test('entries are specs, plugins, factories, and these with options', () => {
  defineConfig({
    strategies: {
      spec: 'bayes?kernel=rbf',
      value: strategy,
      factory: bayes,
      later: async () => strategy,
      own: ({ radius }: { radius: number }) => (radius > 0 ? strategy : bayes()),
      withOptions: { use: bayes, options: { kernel: 'rbf' } },
    },
    objectives: {
      value: objective,
      program: { command: 'node train.js {lr}', space: 'rates', direction: 'maximize' },
    },
    pruners: { value: pruner },
    storages: { value: storage, factory: ({ folder }: { folder: string }) => open(folder) },
    executors: {
      farm: (_, { objective: reference, concurrency }) => {
        expectTypeOf(reference.module).toBeString();
        expectTypeOf(concurrency).toBeNumber();
        return executor;
      },
    },
    spaces: { rates: [{ name: 'lr', type: 'float', low: 0, high: 1 }] },
    suites: { quick: ['branin', 'value'] },
    defaults: { objective: ['quick'], strategies: 'bayes,random', trials: 20, executor: 'farm' },
  });
  const open = (_folder: string): Storage => storage;
});

test('an unknown key is a type error', () => {
  // @ts-expect-error -- it is strategies
  defineConfig({ strategys: {} });
  // @ts-expect-error -- it is trials
  defineConfig({ defaults: { trails: 20 } });
  // @ts-expect-error -- it is metric
  defineConfig({ objectives: { train: { command: 'x', space: 'rates', metrik: 'loss' } } });
});

test('a value of another type is a type error', () => {
  // @ts-expect-error -- a pruner is no strategy
  defineConfig({ strategies: { mine: pruner } });
  // @ts-expect-error -- a storage is no executor
  defineConfig({ executors: { mine: () => storage } });
  // @ts-expect-error -- each objective gets an executor of its own
  defineConfig({ executors: { mine: executor } });
  // @ts-expect-error -- a program needs its space
  defineConfig({ objectives: { train: { command: 'node train.js' } } });
  // @ts-expect-error -- a suite is a list
  defineConfig({ suites: { quick: 'branin' } });
  // @ts-expect-error -- a number
  defineConfig({ defaults: { seed: '7' } });
});

test('a choice that an option does not have is a type error', () => {
  // @ts-expect-error -- process or none
  defineConfig({ defaults: { isolation: 'thread' } });
  // @ts-expect-error -- 0, 1 or 2
  defineConfig({ defaults: { verbose: 3 } });
  // @ts-expect-error -- minimize or maximize
  defineConfig({ objectives: { train: { command: 'x', space: 'r', direction: 'up' } } });
});

test('an editor can complete names and choices', () => {
  expectTypeOf<ConfigDefaults['isolation']>().toEqualTypeOf<'process' | 'none' | undefined>();
  expectTypeOf<ConfigDefaults['durability']>().toEqualTypeOf<'full' | 'normal' | undefined>();
  expectTypeOf<'executor' | 'maxSeconds' | 'pruner'>().toExtend<keyof ConfigDefaults>();
  expectTypeOf<'config' | 'json' | 'trust'>().not.toExtend<keyof ConfigDefaults>();
  expectTypeOf<Parameters<ExecutorFactory>[1]['onOutput']>().toEqualTypeOf<
    (text: string) => void
  >();
});
