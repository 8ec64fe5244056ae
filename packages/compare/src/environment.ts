import type { EnvironmentInfo, Executor, SetupContext, Strategy } from '@tune/core';
import type { Design } from './design.ts';
import { withGrace } from './with-grace.ts';

/** What a comparison computes with. */
export interface Environment {
  /** Every line once, in the order of the set-up. */
  readonly infos: readonly EnvironmentInfo[];
  /** What values or points of a strategy's runs may depend on, by label. */
  of(strategy: Strategy): Readonly<Record<string, string>>;
}

/**
 * Sets up the executor and each strategy, once. Another strategy's lines are not part of a run's
 * environment, so that adding a strategy to a comparison changes nothing for the others.
 */
export async function setUp(
  { contenders }: Design,
  executor: Executor,
  context: SetupContext,
  given: Readonly<Record<string, string>> = {},
): Promise<Environment> {
  const setUpOne = async (one: Executor | Strategy): Promise<readonly EnvironmentInfo[]> =>
    (await withGrace(() => one.setup?.(context), context.signal)) ?? [];
  const shared = await setUpOne(executor);
  const own = new Map<Strategy, readonly EnvironmentInfo[]>();
  for (const { strategy } of contenders) {
    if (!own.has(strategy)) own.set(strategy, await setUpOne(strategy));
  }
  return {
    infos: withoutTwins([...shared, ...[...own.values()].flat()]),
    of: (strategy) => ({ ...deciding([...shared, ...(own.get(strategy) ?? [])]), ...given }),
  };
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
