export { importFile, loadObjective } from './load-objective.ts';
export { processPool, type ProcessPool, type ProcessPoolOptions } from './pool/process-pool.ts';
export type { WorkerLimits } from './pool/worker-options.ts';
export { processLease } from './process-lease.ts';
export { OutsideErrors } from './worker/outside-errors.ts';
export { sqliteStorage, type SqliteOptions, type SqliteStorage } from './sqlite/sqlite-storage.ts';
export {
  hostedStrategy,
  type HostedStrategy,
  type HostedStrategyOptions,
} from './strategy-host/hosted-strategy.ts';
