import type { EnvironmentInfo, Executor, SetupContext, Strategy } from '@tune/core';
import { checkInfos, TimeLimit } from '@tune/core/plugin';
import type { Design } from './design.ts';
import { withGrace } from './with-grace.ts';

/** What a comparison computes with. */
export interface Environment {
  /** Every line once, in the order of the set-up. */
  readonly infos: readonly EnvironmentInfo[];
  /** What values or points of a strategy's runs may depend on, by label. */
  of(strategy: Strategy): Readonly<Record<string, string>>;
  /** What strategies threw that could not be set up. */
  readonly failed: ReadonlyMap<Strategy, unknown>;
}

/**
 * Sets up the executor and each strategy, once. Another strategy's lines are not part of a run's
 * environment, so that adding a strategy to a comparison changes nothing for the others. One that cannot be
 * set up is told; if none can, that is the error.
 */
export async function setUp(
  { contenders }: Design,
  executor: Executor,
  context: SetupContext,
  given: Readonly<Record<string, string>> = {},
  suggestTimeoutMs?: number,
): Promise<Environment> {
  const shared = (await withGrace(() => executor.setup?.(context), context.signal)) ?? [];
  const own = new Map<Strategy, readonly EnvironmentInfo[]>();
  const failed = new Map<Strategy, unknown>();
  for (const { strategy } of contenders) {
    if (own.has(strategy) || failed.has(strategy)) continue;
    try {
      own.set(strategy, await setUpStrategy(strategy, context, suggestTimeoutMs));
    } catch (error) {
      if (context.signal.aborted) throw error;
      failed.set(strategy, error);
    }
  }
  if (own.size === 0) throw [...failed.values()][0];
  return {
    infos: withoutTwins([...shared, ...[...own.values()].flat()]),
    of: (strategy) => ({ ...deciding([...shared, ...(own.get(strategy) ?? [])]), ...given }),
    failed,
  };
}

async function setUpStrategy(
  strategy: Strategy,
  context: SetupContext,
  suggestTimeoutMs?: number,
): Promise<readonly EnvironmentInfo[]> {
  const limit = new TimeLimit(strategy.name, suggestTimeoutMs);
  // It may clean up after an abort, but gets no more time than a call has.
  const infos = await limit.run('setup', new AbortController().signal, (timeUp) => {
    const signal = AbortSignal.any([context.signal, timeUp]);
    return withGrace(() => strategy.setup?.({ ...context, signal }), context.signal);
  });
  return checkInfos(strategy, infos);
}

const deciding = (infos: readonly EnvironmentInfo[]): Record<string, string> =>
  Object.fromEntries(
    infos.flatMap(({ label, value, affectsResults }) =>
      affectsResults === true ? [[label, value]] : [],
    ),
  );

/** Strategies of one package say the same. */
function withoutTwins(infos: readonly EnvironmentInfo[]): EnvironmentInfo[] {
  const isSame = (a: EnvironmentInfo, b: EnvironmentInfo): boolean =>
    a.label === b.label && a.value === b.value;
  return infos.filter((info, index) => infos.findIndex((one) => isSame(one, info)) === index);
}
