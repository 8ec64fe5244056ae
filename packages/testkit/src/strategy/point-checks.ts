import type { Trial } from '@tune/core';
import fc from 'fast-check';
import { histories, points, spaces } from '../arbitraries.ts';
import { isRuleError, spell } from '../rule-error.ts';
import type { StrategyChecks } from './check.ts';
import { complete, drawEnds, hardEnds } from './ends.ts';
import { broken } from './rules.ts';
import { trialOf, type Trying } from './trying.ts';

/** How many spaces and histories are drawn. */
const RUNS = 25;
/** Slow strategies are tried less. */
const LIMIT_MS = 5000;

/** Which points are suggested, and how many. */
export const pointChecks: StrategyChecks = {
  async 'points-in-space'(trying) {
    for (const space of Object.values(trying.spaces)) {
      const isLarge = space.names.length > 50;
      for (let seed = 0; seed < (isLarge ? 1 : 4); seed++) {
        const ends = drawEnds(seed, isLarge ? 6 : trying.trials);
        await trying.play(await trying.open(), space, ends, trying.seed + seed);
      }
    }
    if (trying.isDefault) await inDrawnSpaces(trying);
  },

  async 'fidelity-is-a-share'(trying) {
    for (const space of [trying.space('mixed'), trying.space('finite')]) {
      for (const ends of [complete(trying.trials), drawEnds(4, trying.trials)]) {
        await trying.play(await trying.open(), space, ends, trying.seed);
      }
    }
  },

  async 'takes-any-history'(trying) {
    for (const space of Object.values(trying.spaces)) {
      if (space.names.length > 50) continue;
      for (const ends of Object.values(hardEnds)) {
        await trying.play(await trying.open(), space, ends, trying.seed);
      }
    }
    const strategy = await trying.open();
    for (const space of Object.values(trying.spaces)) {
      if (space.names.length > 50) continue;
      const isParallel = strategy.capabilities.parallel;
      await holds(
        trying,
        fc.asyncProperty(histories(space, { pending: isParallel }), fc.nat(1000), (trials, seed) =>
          trying
            .withScratch((scratch) =>
              trying.suggest(strategy, trying.ask(space, trials, seed, { scratch })),
            )
            .then(() => undefined),
        ),
      );
    }
  },

  async 'respects-count'(trying) {
    const strategy = await trying.open();
    for (const space of trying.infinite.slice(0, 3)) {
      const trials = await trying.play(strategy, space, complete(6), trying.seed);
      for (const count of strategy.capabilities.parallel ? [1, 2, 5] : [1]) {
        await trying.suggest(strategy, trying.ask(space, trials, trying.seed, { count }));
      }
    }
  },

  async 'respects-pending'(trying) {
    const strategy = await trying.open();
    if (!strategy.capabilities.parallel) return;
    for (const space of trying.continuous) {
      const before = await trying.play(strategy, space, complete(8), trying.seed);
      const running: Trial[] = [];
      const keys = new Map<string, number>();
      // One after another, then several of one ask.
      for (const count of [1, 1, 1, 3]) {
        const trials = [...before, ...running];
        const ask = trying.ask(space, trials, trying.seed, { count });
        const suggestions = await trying.suggest(strategy, ask, 'respects-pending');
        if (suggestions.length === 0) {
          const seen = `[] while ${running.length} trials run`;
          throw broken('never-empty-on-infinite-space', seen);
        }
        for (const { point, meta } of suggestions) {
          const number = before.length + running.length + 1;
          const key = space.canonical(point);
          const same = keys.get(key);
          if (same !== undefined) {
            const seen = `trial ${number} has the point of trial ${same}, which is still running, ${key} in the space ${trying.nameOf(space)}, seed ${trying.seed}`;
            throw broken('respects-pending', seen);
          }
          // At the edge, steps that leave the space are cut off: equal points are no sign there.
          if (space.encode(point).every((unit) => unit > 0 && unit < 1)) keys.set(key, number);
          running.push({
            ...{ number, attempt: 1, token: `${number}`, point, seed: 0, suggestSeconds: 0 },
            state: 'running',
            ...(meta === undefined ? {} : { meta }),
          });
        }
      }
    }
  },
};

/** Spaces, points and histories that fast-check draws. */
async function inDrawnSpaces(trying: Trying): Promise<void> {
  const strategy = await trying.open();
  const drawn = spaces().chain((space) =>
    fc.tuple(fc.constant(space), fc.array(fc.tuple(points(space), fc.integer()), { maxLength: 6 })),
  );
  await holds(
    trying,
    fc.asyncProperty(drawn, fc.nat(1000), async ([space, list], seed) => {
      const trials = list.map(([point, value], index) => trialOf(index + 1, { point }, value));
      await trying.withScratch((scratch) =>
        trying.suggest(strategy, trying.ask(space, trials, seed, { scratch })),
      );
    }),
  );
}

/** Rejects with what the smallest example that fast-check finds has thrown. */
async function holds<T>(trying: Trying, property: fc.IAsyncProperty<T>): Promise<void> {
  const found = await fc.check(property, {
    ...{ numRuns: RUNS, seed: trying.seed, interruptAfterTimeLimit: LIMIT_MS },
  });
  if (!found.failed) return;
  const error: unknown = found.errorInstance;
  throw isRuleError(error) ? error : broken('takes-any-history', spell(error), error);
}
