// The thread of a strategy: see src/strategy-host/strategy-thread.ts. Committed as it is, so that it is found from sources too.
import { workerData, parentPort } from 'node:worker_threads';
import { serveStrategy } from '../dist/strategy-host/serve-strategy.js';

serveStrategy(parentPort, workerData);
