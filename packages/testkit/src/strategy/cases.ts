import { namingRules, type SuiteCase } from '../suite-case.ts';
import type { StrategyChecks } from './check.ts';
import { conductChecks } from './conduct-checks.ts';
import { endingChecks } from './ending-checks.ts';
import { pointChecks } from './point-checks.ts';
import { recommendChecks } from './recommend-checks.ts';
import { repeatChecks } from './repeat-checks.ts';
import { strategyRules, type StrategyRule } from './rules.ts';
import { studyChecks } from './study-checks.ts';
import { Trying, type MakeStrategy, type StrategyTrial } from './trying.ts';

export type { MakeStrategy, StrategyTrial } from './trying.ts';

/** One thing that a strategy has to do, tried with a function that makes the same one each time. */
export type StrategyCase = SuiteCase<MakeStrategy, StrategyTrial>;

const CHECKS = {
  ...studyChecks,
  ...pointChecks,
  ...endingChecks,
  ...repeatChecks,
  ...conductChecks,
  ...recommendChecks,
} as Required<StrategyChecks>;

const RULES = Object.keys(strategyRules) as StrategyRule[];

/**
 * What every strategy has to do, however it chooses.
 *
 * @example
 * ```ts
 * import { bayes } from '@tune/strategies';
 * import { strategyCases } from '@tune/testkit';
 * for (const { run } of strategyCases) await run(() => bayes());
 * ```
 */
export const strategyCases: readonly StrategyCase[] = namingRules(
  RULES.map((rule) => ({
    rule,
    name: strategyRules[rule].says,
    run: (make, options = {}) => CHECKS[rule](new Trying(make, options)),
  })),
  Object.fromEntries(RULES.map((rule) => [rule, strategyRules[rule].mend])),
);
