import type { Clock } from '@tune/core';

/** Milliseconds since 1970 that never go back within this process, so that durations can be taken from them. */
export const processClock: Clock = () => performance.timeOrigin + performance.now();
