export {
  comparisonMatchers,
  type ComparisonMatchers,
  type MatcherOptions,
} from './comparison-matchers.ts';
export { behaving, executorBehaviors, type Behavior } from './executor-behaviors.ts';
export { executorCases, type ExecutorCase, type OpenExecutor } from './executor-cases.ts';
export { jobOf, outcomeOf, startJob, StartedJob, type ReportedValue } from './executor-jobs.ts';
export { objectiveCases, type ObjectiveCase, type ObjectiveTrial } from './objective-cases.ts';
export { prunerCases, type PrunerCase } from './pruner-cases.ts';
export { storageCases, type OpenStorage, type StorageCase } from './storage-cases.ts';
export { strategyCases, type StrategyCase } from './strategy-cases.ts';
