export { objectiveCases, type ObjectiveCase, type ObjectiveTrial } from './objective-cases.ts';
export { storageCases, type OpenStorage, type StorageCase } from './storage-cases.ts';
