import type { Strategy } from '@tune/core';
import type { PluginFactory } from '@tune/core/plugin';
import { bayes } from './bayes/bayes.ts';
import { grid } from './grid/grid.ts';
import { random } from './random.ts';

/** Creates a strategy from its options. */
export type StrategyFactory = PluginFactory<object, Strategy>;

/** The strategies of this package by name. They have no privileges over other plugins. */
export const builtInStrategies: Readonly<Record<string, StrategyFactory>> = { bayes, grid, random };
