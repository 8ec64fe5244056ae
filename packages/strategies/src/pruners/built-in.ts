import type { Pruner } from '@tune/core';
import type { PluginFactory } from '@tune/core/plugin';
import { halving } from './halving.ts';
import { median } from './median.ts';

/** Creates a pruner from its options. */
export type PrunerFactory = PluginFactory<object, Pruner>;

/** The pruners of this package by name. */
export const builtInPruners: Readonly<Record<string, PrunerFactory>> = { median, halving };
