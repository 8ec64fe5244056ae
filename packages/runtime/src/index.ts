export { importFile, loadObjective } from './load-objective.ts';
export { processPool, type ProcessPool, type ProcessPoolOptions } from './pool/process-pool.ts';
export type { WorkerLimits } from './pool/worker.ts';
export { processClock } from './process-clock.ts';
