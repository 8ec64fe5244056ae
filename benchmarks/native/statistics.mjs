/** The q-th quantile of a list, by the nearest rank. */
export function quantile(list, q) {
  const sorted = list.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))];
}

export const median = (list) => quantile(list, 0.5);

/** Milliseconds that a call or a promise takes. */
export async function milliseconds(work) {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

/** The same in time of the processor, which other programs hardly change. */
export async function processorMilliseconds(work) {
  const begin = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1000;
}
