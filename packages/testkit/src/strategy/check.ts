import type { StrategyRule } from './rules.ts';
import type { Trying } from './trying.ts';

/** Rejects if a strategy breaks a rule. */
export type StrategyCheck = (trying: Trying) => Promise<void>;

export type StrategyChecks = Readonly<Partial<Record<StrategyRule, StrategyCheck>>>;
