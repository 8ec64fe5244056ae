/** The time in milliseconds. Leases never compare the clocks of two processes. */
export type Clock = () => number;

/** Milliseconds since 1970 that do not go back within this process. */
export const systemClock: Clock = () => performance.timeOrigin + performance.now();
