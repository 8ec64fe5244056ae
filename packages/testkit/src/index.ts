export {
  comparisonMatchers,
  type ComparisonMatchers,
  type MatcherOptions,
} from './comparison-matchers.ts';
export { behaving, executorBehaviors, type Behavior } from './executor-behaviors.ts';
export {
  executorCases,
  type ExecutorCase,
  type ExecutorOptions,
  type OpenExecutor,
} from './executor-cases.ts';
export { jobOf, outcomeOf, startJob, StartedJob, type ReportedValue } from './executor-jobs.ts';
export {
  objectiveCases,
  type MakeObjective,
  type ObjectiveCase,
  type ObjectiveTrial,
} from './objective-cases.ts';
export { prunerCases, type PrunerCase } from './pruner-cases.ts';
export { storageCases, type OpenStorage, type StorageCase } from './storage-cases.ts';
export { strategyCases, type StrategyCase, type StrategyTrial } from './strategy/cases.ts';
export type { SuiteCase } from './suite-case.ts';
export { suitesOf, type Runner, type SuiteOptions, type Suites } from './suites.ts';
