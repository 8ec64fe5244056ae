/** Branin's function: three valleys that are equally deep. */
export const branin = (x: number, y: number): number =>
  (y - (5.1 * x ** 2) / (4 * Math.PI ** 2) + (5 * x) / Math.PI - 6) ** 2 +
  10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) +
  10;

export const X = { low: -5, high: 10 };
export const Y = { low: 0, high: 15 };
