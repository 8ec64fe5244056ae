import { SIGNIFICANCE } from './decide.ts';

/** The share of it for one look at a number of repeats that was fixed: 1 in 32, so that six clear ones are enough. */
export const FIXED_LEVEL = 1 / 32;

/** With fewer repeats no exact test is significant at that level. */
const FEWEST = 6;

/**
 * What is left of the significance for looks before or after a number of repeats that was fixed: to extend a
 * comparison is to have looked at it then. All of it, if so few repeats could say nothing.
 *
 * @param fixed  the number; without it, it was large enough to say something
 */
export const extendedLevel = (fixed = FEWEST): number =>
  fixed < FEWEST ? SIGNIFICANCE : SIGNIFICANCE - FIXED_LEVEL;

/** By default a number that is fixed leaves something for those who look again. */
export const levelOf = (rules: { readonly isFixed: boolean; readonly level?: number }): number =>
  rules.level ?? (rules.isFixed ? FIXED_LEVEL : SIGNIFICANCE);
