import type { Ask, RecommendAsk, Strategy, Suggestion } from '@tune/core';
import type { StrategyRule } from '../strategy/rules.ts';

type Suggest = Strategy['suggest'];
export type Fault = (sound: Strategy) => Strategy;

/** Answers in another way. */
export const answering =
  (change: (ask: Ask, suggest: Suggest) => ReturnType<Suggest>): Fault =>
  (sound) => ({ ...sound, suggest: (ask) => change(ask, sound.suggest) });

/** Changes each suggestion. */
export const suggesting = (change: (suggestion: Suggestion, ask: Ask) => Suggestion): Fault =>
  answering(async (ask, suggest) => (await suggest(ask)).map((one) => change(one, ask)));

type Recommend = NonNullable<Strategy['recommend']>;

/** Recommends in another way. */
export const advising =
  (change: (ask: RecommendAsk, recommend: Recommend) => ReturnType<Recommend>): Fault =>
  (sound) => ({ ...sound, recommend: (ask) => change(ask, sound.recommend!) });

/** Strategies that break one rule each, by what they do. */
export type StrategyBreakers = Readonly<
  Record<string, readonly [rule: StrategyRule, sound: () => Strategy, fault: Fault]>
>;
