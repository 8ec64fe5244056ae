export { processClock } from './process-clock.ts';
