export { behaving, executorBehaviors, type Behavior } from './executor-behaviors.ts';
export { executorCases, jobOf, outcomesOf, take, type ExecutorCase } from './executor-cases.ts';
export { objectiveCases, type ObjectiveCase, type ObjectiveTrial } from './objective-cases.ts';
export { storageCases, type OpenStorage, type StorageCase } from './storage-cases.ts';
