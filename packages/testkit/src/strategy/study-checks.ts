import { createStudy, type Strategy } from '@tune/core';
import { checkStrategy, createRng, delay, jsonFault } from '@tune/core/plugin';
import { isRuleError, spell } from '../rule-error.ts';
import type { StrategyChecks } from './check.ts';
import { complete } from './ends.ts';
import { broken } from './rules.ts';
import { show } from './trying.ts';

/** What a strategy is to others, and whether a study can use it. */
export const studyChecks: StrategyChecks = {
  async 'runs-in-a-study'(trying) {
    const strategy = await trying.open();
    const { parallel } = strategy.capabilities;
    const space = trying.space('mixed');
    const watched: Strategy = {
      ...partsOf(strategy),
      suggest: (ask) =>
        trying.wait('answers-in-time', 'an ask of a study', () => strategy.suggest(ask)),
    };
    const rng = createRng(trying.seed);
    try {
      const study = await createStudy({
        space,
        strategy: watched,
        seed: 6,
        budget: { trials: trying.trials },
      });
      const { complete: ended } = await study.optimize(
        async () => {
          await delay(rng.integer(4));
          return rng.next();
        },
        { concurrency: 4 },
      );
      await study.dispose();
      if (ended === trying.trials || space.cardinality < trying.trials) return;
      throw broken(
        'runs-in-a-study',
        `it ended after ${ended} of ${trying.trials} trials${parallel ? '' : ', one at a time'}`,
      );
    } catch (error) {
      if (isRuleError(error)) throw error;
      throw broken('runs-in-a-study', spell(error), error);
    }
  },

  async 'same-identity'(trying) {
    const [one, other] = [await trying.open(), await trying.open()];
    await checkInfos(one);
    try {
      checkStrategy('make()', one);
    } catch (error) {
      throw broken('same-identity', spell(error), error);
    }
    for (const field of ['name', 'version', 'options', 'capabilities'] as const) {
      const [text, again] = [show(one[field]), show(other[field])];
      if (text !== again) throw broken('same-identity', `${field} ${text}, then ${again}`);
    }
    const { options } = one;
    const fault = options === undefined ? undefined : jsonFault(options);
    if (fault !== undefined) throw broken('same-identity', `options${fault}`);
    for (const field of ['parallel', 'exhaustive'] as const) {
      const value: unknown = one.capabilities[field];
      if (typeof value === 'boolean') continue;
      throw broken('same-identity', `capabilities.${field} is ${show(value)}`);
    }
  },

  async 'answers-in-time'(trying) {
    for (const space of Object.values(trying.spaces)) {
      const count = space.names.length > 50 ? 3 : 8;
      await trying.play(await trying.open(), space, complete(count), trying.seed);
    }
  },
};

/** The parts of a strategy, which may be an instance of a class. */
function partsOf(strategy: Strategy): Strategy {
  const { name, apiVersion, version, options, capabilities } = strategy;
  const bound = (['setup', 'prepare', 'suggest', 'recommend'] as const).flatMap((method) => {
    const it = strategy[method] as ((...args: unknown[]) => unknown) | undefined;
    return it === undefined ? [] : [[method, it.bind(strategy)]];
  });
  return {
    ...{ name, apiVersion, capabilities },
    ...(version === undefined ? {} : { version }),
    ...(options === undefined ? {} : { options }),
    ...(Object.fromEntries(bound) as Pick<Strategy, 'suggest'>),
  };
}

/** What a set-up returns is shown to people. */
async function checkInfos(strategy: Strategy): Promise<void> {
  const { signal } = new AbortController();
  const infos: unknown = await strategy.setup?.({ signal, progress: () => undefined });
  if (infos === undefined) return;
  if (!Array.isArray(infos)) throw broken('same-identity', `setup resolved to ${show(infos)}`);
  for (const info of infos as readonly { readonly label: unknown; readonly value: unknown }[]) {
    if (typeof info.label === 'string' && typeof info.value === 'string') continue;
    throw broken('same-identity', `setup gave ${show(info)}, whose label or value is no text`);
  }
}
