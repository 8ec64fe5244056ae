import type { Ask, Space, Strategy, Suggestion, Trial } from '@tune/core';
import { createScratch } from '@tune/core/plugin';
import { freezeDeep } from '../freeze-deep.ts';
import { spell } from '../rule-error.ts';
import type { StrategyChecks } from './check.ts';
import { complete, drawEnds } from './ends.ts';
import { broken, type StrategyRule } from './rules.ts';
import { show, stored, trialOf, type Trying } from './trying.ts';

/** That suggestions follow from space, history and rng alone. */
export const repeatChecks: StrategyChecks = {
  async 'same-seed-same-suggestions'(trying) {
    await inSeveral(trying, async (space, ends) => {
      const first = await trying.play(await trying.open(), space, ends, trying.seed);
      const again = await trying.play(await trying.open(), space, ends, trying.seed);
      compare(trying, 'same-seed-same-suggestions', space, first, again);
    });
  },

  async 'no-state-between-asks'(trying) {
    const ends = complete(trying.trials);
    const [one, other] = [trying.space('mixed'), trying.space('continuous')];
    const alone = await trying.play(await trying.open(), one, ends, trying.seed);
    const shared = await trying.open();
    const seed = trying.seed + 1;
    const between = await trying.play(shared, other, ends.slice(0, 4), seed);
    const trials = await trying.play(shared, one, ends, trying.seed, () => ({}));
    compare(trying, 'no-state-between-asks', one, alone, trials);
    const next = await trying.suggest(shared, trying.ask(other, between, seed));
    const fresh = await trying.suggest(await trying.open(), trying.ask(other, between, seed));
    compareOne(trying, 'no-state-between-asks', other, between.length + 1, fresh, next);
  },

  async 'scratch-is-a-cache'(trying) {
    if (await isStateful(trying)) return;
    await inSeveral(trying, async (space, ends) => {
      const kept = await trying.play(await trying.open(), space, ends, trying.seed);
      // Emptied, or another one: a study does either.
      const scratch = createScratch();
      const emptied = await trying.play(await trying.open(), space, ends, trying.seed, () => {
        scratch.clear();
        return { scratch };
      });
      compare(trying, 'scratch-is-a-cache', space, kept, emptied);
      const fresh = await trying.play(await trying.open(), space, ends, trying.seed, () => ({
        scratch: createScratch(),
      }));
      compare(trying, 'scratch-is-a-cache', space, kept, fresh);
    });
  },

  async 'resumes-alike'(trying) {
    if (await isStateful(trying)) return;
    await inSeveral(trying, async (space, ends) => {
      const trials = await trying.play(await trying.open(), space, ends, trying.seed);
      const copies = stored(trials);
      for (let size = 0; size < trials.length; size += 3) {
        const ask = trying.ask(space, copies.slice(0, size), trying.seed);
        const again = await trying.suggest(await trying.open(), ask);
        compareOne(trying, 'resumes-alike', space, size + 1, [trials[size]!], again);
      }
    });
  },

  async 'history-is-read-only'(trying) {
    for (const name of ['mixed', 'conditional']) {
      const space = trying.space(name);
      const trials = await trying.play(await trying.open(), space, complete(7), trying.seed);
      for (const isFrozen of [true, false]) {
        const ask = trying.ask(
          space,
          isFrozen ? freezeDeep(stored(trials)) : stored(trials),
          trying.seed,
        );
        const copied = historyCopy(ask);
        const history = isFrozen ? freezeDeep(copied) : copied;
        const before = JSON.stringify(history);
        const strategy = await trying.open();
        const recommend = { ...ask, history };
        await trying.suggest(strategy, { ...ask, history }, 'history-is-read-only');
        if (strategy.recommend !== undefined) {
          await recommended(strategy, recommend).catch((error: unknown) => {
            throw broken('history-is-read-only', `recommend threw ${spell(error)}`, error);
          });
        }
        const after = JSON.stringify(history);
        if (before === after) continue;
        throw broken(
          'history-is-read-only',
          `history before ${differing(before, after)}, after ${differing(after, before)}`,
        );
      }
    }
  },
};

/** Lists that can be written to, as nothing else keeps a strategy from it. */
function historyCopy({ history: { ended, pending, incumbent } }: Ask): Ask['history'] {
  const lists = JSON.parse(JSON.stringify({ ended, pending })) as Pick<
    Ask['history'],
    'ended' | 'pending'
  >;
  return { ...lists, incumbent: lists.ended.find(({ number }) => number === incumbent?.number) };
}

/** Rejects where it throws. */
const recommended = async (strategy: Strategy, ask: Ask) => strategy.recommend!(ask);

async function isStateful(trying: Trying): Promise<boolean> {
  return (await trying.open()).capabilities.stateful === true;
}

/** A space of every kind of parameter, and one of few points. */
async function inSeveral(
  trying: Trying,
  check: (space: Space, ends: ReturnType<typeof drawEnds>) => Promise<void>,
): Promise<void> {
  const half = Math.ceil(trying.trials / 2);
  for (const name of ['mixed', 'finite', 'constrained']) {
    await check(trying.space(name), [...complete(half), ...drawEnds(2, half)]);
  }
}

/** What two searches have suggested, compared trial by trial. */
function compare(
  trying: Trying,
  rule: StrategyRule,
  space: Space,
  first: readonly Trial[],
  again: readonly Trial[],
): void {
  const count = Math.max(first.length, again.length);
  for (let index = 0; index < count; index++) {
    const list = (trials: readonly Trial[]) => trials.slice(index, index + 1);
    compareOne(trying, rule, space, index + 1, list(first), list(again));
  }
}

function compareOne(
  trying: Trying,
  rule: StrategyRule,
  space: Space,
  number: number,
  first: readonly Pick<Suggestion, 'point' | 'meta'>[],
  again: readonly Pick<Suggestion, 'point' | 'meta'>[],
): void {
  const said = ([one]: typeof first): string =>
    one === undefined
      ? 'nothing'
      : show(
          trialOf(1, one, 0).meta === undefined ? one.point : { point: one.point, meta: one.meta },
        );
  const full = ([one]: typeof first): string => spellFull(one);
  if (full(first) === full(again)) return;
  const seen = `for trial ${number} first ${differing(said(first), said(again))}, then ${differing(said(again), said(first))} in the space ${trying.nameOf(space)}, seed ${trying.seed}`;
  throw broken(rule, seen);
}

/** Everything of a suggestion that is stored; what is not JSON is spelled somehow. */
function spellFull(one: Pick<Suggestion, 'point' | 'meta'> | undefined): string {
  if (one === undefined) return '';
  try {
    return JSON.stringify([one.point, one.meta]);
  } catch {
    return JSON.stringify(one.point);
  }
}

/** A text, or of a long one the part where it differs from another. */
function differing(text: string, other: string): string {
  if (text.length <= 200) return text;
  let at = 0;
  while (at < text.length && text[at] === other[at]) at++;
  return `…${text.slice(Math.max(0, at - 60), at + 120)}…`;
}
