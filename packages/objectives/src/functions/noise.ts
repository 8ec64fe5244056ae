import type { Objective, Point } from '@tune/core';
import { createRng, numberBetween } from '@tune/core/plugin';

/** The option that every formula has. */
export interface NoiseOption {
  /**
   * Standard deviation of normal noise on every value, in units of the value. Default: 0, so that equal
   * points have equal values.
   */
  readonly noise?: number;
}

/** Its rule. */
export const noiseRule = numberBetween(0, 1e9, {
  description: 'Standard deviation of normal noise on every value.',
  default: 0,
});

/**
 * A formula with noise on its values, drawn from the evaluation seed. Its `test()` is the formula without
 * noise, which knows the optimum; noisy values may be better than that. Without noise it is the formula.
 */
export function withNoise<P extends Point>(
  formula: Objective<P>,
  { noise = 0 }: NoiseOption,
): Objective<P> {
  if (noise === 0) return formula;
  const { optimum: _optimum, options = {}, ...rest } = formula;
  return {
    ...rest,
    options: { ...(options as object), noise },
    description: `${formula.description}, noise of standard deviation ${noise}`,
    evaluate: (point, context) =>
      (formula.evaluate(point, context) as number) + noise * createRng(context.seed).normal(),
    test: () => ({ ...formula, description: 'the noiseless function' }),
  };
}
