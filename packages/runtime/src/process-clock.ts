import type { Clock } from '@tune/core';

/**
 * Milliseconds since 1970 that never go back within this process: what processes that share a file can
 * compare, and what durations can be taken from.
 */
export const processClock: Clock = () => performance.timeOrigin + performance.now();
