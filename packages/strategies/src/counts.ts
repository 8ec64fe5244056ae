import {
  integerBetween,
  type DefaultedRule,
  type OptionRule,
  type RuleDetails,
} from '@tune/core/plugin';

type WithDefault = RuleDetails<number> & { readonly default: number };

/** A number of trials: no study has more. */
export function trialCount(details: WithDefault): DefaultedRule<number>;
export function trialCount(details: RuleDetails<number>): OptionRule<number>;
export function trialCount(details: RuleDetails<number>): OptionRule<number> {
  return integerBetween(1, 1_000_000, details);
}

/** A number of steps of an objective. */
export function stepCount(min: number, details: WithDefault): DefaultedRule<number>;
export function stepCount(min: number, details: RuleDetails<number>): OptionRule<number>;
export function stepCount(min: number, details: RuleDetails<number>): OptionRule<number> {
  return integerBetween(min, 1_000_000_000, details);
}
