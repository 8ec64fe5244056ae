import type { Json, Strategy, Trial } from '@tune/core';
import { createScratch, delay, jsonFault } from '@tune/core/plugin';
import { trapping, type OnUse } from '../global-traps.ts';
import type { RuleError } from '../rule-error.ts';
import type { StrategyCheck, StrategyChecks } from './check.ts';
import { complete, drawEnds } from './ends.ts';
import { broken, type StrategyRule } from './rules.ts';
import { show, trialOf, type Trying } from './trying.ts';

/** The longest meta that a study stores, in characters of JSON. */
const MAX_META = 1_048_576;

/** How a strategy behaves while it is asked. */
export const conductChecks: StrategyChecks = {
  async 'meta-is-json'(trying) {
    for (const name of ['mixed', 'conditional']) {
      const space = trying.space(name);
      for (const ends of [complete(trying.trials), drawEnds(3, trying.trials)]) {
        const strategy = await trying.open();
        await trying.withScratch(async (scratch) => {
          const trials: Trial[] = [];
          for (const end of ends) {
            const ask = trying.ask(space, trials, trying.seed, { scratch });
            const [suggestion] = await trying.suggest(strategy, ask);
            if (suggestion === undefined) break;
            checkMeta(suggestion.meta, trials.length + 1);
            const possible = end === 'running' && !strategy.capabilities.parallel ? 'failed' : end;
            trials.push(trialOf(trials.length + 1, suggestion, possible));
          }
        });
      }
    }
  },

  'no-math-random': (trying) => trapped(trying, 'no-math-random', 'chance'),
  'no-clock': (trying) => trapped(trying, 'no-clock', 'clock'),
  'no-timers': (trying) => trapped(trying, 'no-timers', 'timers'),
  'no-console': (trying) => trapped(trying, 'no-console', 'console'),

  async 'stops-on-abort'(trying) {
    for (const name of ['mixed', 'constrained']) {
      const space = trying.space(name);
      const trials = await trying.play(await trying.open(), space, complete(8), trying.seed);
      const strategy = await trying.open();
      const scratch = createScratch();
      const end = async (what: string, signal: AbortSignal): Promise<void> => {
        const ask = trying.ask(space, trials, trying.seed, { scratch, signal });
        // It rejects, or answers if it is nearly done: both end it.
        const settled = async () => {
          await strategy.prepare?.(ask);
          await strategy.suggest(ask);
        };
        await trying.wait('stops-on-abort', what, () => settled().catch(() => undefined));
      };
      await end('an ask whose signal was aborted before', AbortSignal.abort(new Error('enough')));
      for (const ms of [0, 5]) {
        const during = new AbortController();
        const ended = end('an ask whose signal aborted', during.signal);
        // Its rejection is awaited below.
        ended.catch(() => undefined);
        await delay(ms);
        during.abort(new Error('enough'));
        await ended;
      }
      const expected = await trying.suggest(
        await trying.open(),
        trying.ask(space, trials, trying.seed),
      );
      const ask = trying.ask(space, trials, trying.seed, { scratch });
      const seen = await trying.wait('stops-on-abort', 'the ask after aborted ones', async () => {
        await strategy.prepare?.(ask);
        return strategy.suggest(ask);
      });
      scratch.clear();
      if (show(seen) === show(expected) || strategy.capabilities.stateful === true) continue;
      throw broken(
        'stops-on-abort',
        `after aborted asks ${show(seen)}, without them ${show(expected)}`,
      );
    }
  },
};

function checkMeta(meta: Json | undefined, number: number): void {
  if (meta === undefined) return;
  const fault = jsonFault(meta);
  if (fault !== undefined) throw broken('meta-is-json', `trial ${number}: meta${fault}`);
  const text = JSON.stringify(meta);
  if (text.length > MAX_META) {
    throw broken(
      'meta-is-json',
      `trial ${number}: ${text.length} characters of JSON, ${MAX_META} are the most`,
    );
  }
  const lost = lostField(meta);
  if (lost === undefined) return;
  throw broken(
    'meta-is-json',
    `trial ${number}: meta${lost} is undefined, and missing after it was stored`,
  );
}

/** Where a field without a value is. */
function lostField(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, part] of Object.entries(value)) {
    if (part === undefined) return `.${name}`;
    const lost = lostField(part);
    if (lost !== undefined) return `.${name}${lost}`;
  }
  return undefined;
}

/** Plays a search, and says where the strategy used what it must not, even if it caught the error. */
async function trapped(
  trying: Trying,
  rule: StrategyRule,
  kind: Parameters<typeof trapping>[0],
): ReturnType<StrategyCheck> {
  let used: RuleError | undefined;
  const onUse = (what: string, place: string): never => {
    used ??= broken(rule, `${what} ${place}`);
    throw used;
  };
  for (const name of ['mixed', 'constrained', 'finite']) {
    const strategy = await trying.open();
    const ends = [...complete(7), ...drawEnds(1, 5)];
    try {
      await trying.play(trappedAsks(strategy, kind, onUse), trying.space(name), ends, trying.seed);
    } catch (error) {
      throw used ?? error;
    }
    if (used !== undefined) throw used;
  }
}

/** The strategy, watched while it is asked. */
function trappedAsks(
  strategy: Strategy,
  kind: Parameters<typeof trapping>[0],
  onUse: OnUse,
): Strategy {
  const { name, apiVersion, capabilities } = strategy;
  return {
    ...{ name, apiVersion, capabilities },
    ...(strategy.prepare === undefined ? {} : { prepare: strategy.prepare.bind(strategy) }),
    suggest: (ask) => trapping(kind, onUse, async () => strategy.suggest(ask)),
  };
}
