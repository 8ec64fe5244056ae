import type { Point, Space, Trial } from '@tune/core';
import { isAllowed } from '@tune/core/plugin';
import { isRuleError } from '../rule-error.ts';
import type { StrategyChecks } from './check.ts';
import { complete, drawEnds } from './ends.ts';
import { broken } from './rules.ts';
import { sevenPoints } from './spaces.ts';
import { show } from './trying.ts';

/** When a strategy has no further suggestion. */
export const endingChecks: StrategyChecks = {
  async 'never-empty-on-infinite-space'(trying) {
    for (const space of trying.infinite) {
      const strategy = await trying.open();
      const count = space.names.length > 50 ? 6 : trying.trials;
      for (const ends of [complete(count), drawEnds(5, count)]) {
        const trials = await trying.play(strategy, space, ends, trying.seed);
        const fail = (seen: string) => {
          const where = `in the space ${trying.nameOf(space)}, seed ${trying.seed}`;
          return broken('never-empty-on-infinite-space', `${seen} ${where}`);
        };
        if (trials.length < ends.length) throw fail(`[] for trial ${trials.length + 1}`);
        if (!strategy.capabilities.parallel) continue;
        const several = trying.ask(space, trials, trying.seed, { count: 3 });
        const suggestions = await trying.suggest(strategy, several);
        if (suggestions.length === 0) throw fail('[] where 3 suggestions were asked for');
      }
    }
  },

  async 'exhausts-finite-spaces'(trying) {
    for (const space of trying.finite) {
      const size = allowedPoints(space).length;
      for (const ends of [complete(size + 6), drawEnds(2, size + 6), drawEnds(6, size + 6)]) {
        const strategy = await trying.open();
        const trials = await trying.play(strategy, space, ends, trying.seed);
        const fail = (seen: string) =>
          broken(
            'exhausts-finite-spaces',
            `${seen} in the space ${trying.nameOf(space)} of ${size} points, seed ${trying.seed}`,
          );
        if (!strategy.capabilities.exhaustive) {
          if (trials.length === ends.length) continue;
          throw fail(
            `[] for trial ${trials.length + 1}, although capabilities.exhaustive is false,`,
          );
        }
        const keys = trials.map(({ point }) => space.canonical(point));
        const again = keys.findIndex((key, index) => keys.indexOf(key) < index);
        if (again !== -1) {
          const first = keys.indexOf(keys[again]!);
          throw fail(
            `trial ${again + 1} has the point of trial ${first + 1}, which was ${spellEnd(trials[first]!)}, ${show(trials[again]!.point)},`,
          );
        }
        if (trials.length < size) throw fail(`[] after ${trials.length} points`);
      }
    }
  },

  async 'none-where-none-is-allowed'(trying) {
    const space = sevenPoints.constrain('never', () => false);
    const strategy = await trying.open();
    const suggestions = await trying
      .wait('answers-in-time', 'an ask in a space without an allowed point', async () => {
        const ask = trying.ask(space, [], trying.seed);
        await strategy.prepare?.(ask);
        return strategy.suggest(ask);
      })
      .catch((error: unknown) => {
        if (isRuleError(error)) throw error;
        // It may say so with an error, for example SPACE_CONSTRAINT_EMPTY.
        return [];
      });
    if (suggestions.length === 0) return;
    throw broken(
      'none-where-none-is-allowed',
      `${show(suggestions[0]!.point)}, which the constraint "never" refuses`,
    );
  },
};

/** All points of a small space that meet the constraints. */
function allowedPoints(space: Space): Point[] {
  const lattice = space.lattice();
  return Array.from({ length: lattice.size }, (_, index) => lattice.at(index)).filter((point) =>
    isAllowed(space, point),
  );
}

const spellEnd = ({ state, value }: Trial): string =>
  state === 'complete' ? `complete with ${value}` : state;
