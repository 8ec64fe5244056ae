/** The strategies that a visitor can choose from, in the order in which they are shown. */
export const STRATEGIES = ['bayes', 'random', 'grid'] as const;
export type StrategyName = (typeof STRATEGIES)[number];

/** What a visitor chooses. */
export interface Settings {
  readonly landscape: string;
  readonly noisy: boolean;
  readonly strategies: readonly StrategyName[];
  readonly trials: number;
  readonly seed: number;
}

export const TRIALS = { min: 4, max: 100 } as const;
export const SEED = { min: 0, max: 4_294_967_295 } as const;

export const defaultSettings: Settings = {
  landscape: 'branin',
  noisy: false,
  strategies: ['bayes', 'random'],
  trials: 30,
  seed: 1,
};

/** What is wrong with the settings, as a sentence; undefined if nothing is. */
export function settingsFault({ strategies, trials, seed }: Settings): string | undefined {
  if (strategies.length === 0) return 'Choose at least one strategy.';
  if (!isWholeIn(trials, TRIALS))
    return `Trials are a whole number from ${TRIALS.min} to ${TRIALS.max}.`;
  if (!isWholeIn(seed, SEED)) return `The seed is a whole number from ${SEED.min} to ${SEED.max}.`;
  return undefined;
}

const isWholeIn = (value: unknown, { min, max }: { readonly min: number; readonly max: number }) =>
  Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
