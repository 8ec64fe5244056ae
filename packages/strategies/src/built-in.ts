import type { Strategy } from '@tune/core';
import { bayes } from './bayes/bayes.ts';
import { grid } from './grid.ts';
import { random } from './random.ts';

/** Makes a strategy from its options. */
export type StrategyFactory = (options?: object) => Strategy;

/** The strategies of this package by name: plugins like anyone else's. */
export const builtInStrategies: Readonly<Record<string, StrategyFactory>> = { bayes, grid, random };
