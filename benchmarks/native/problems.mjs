// What is measured on: the same function and the same points on every side.

/** Row-major n x d, spread evenly; rival.py has the same. */
export function points(n, d) {
  const steps = Array.from({ length: d }, (_, j) => 0.5 + (j + 1) * 0.6180339887498949);
  return Float64Array.from(
    { length: n * d },
    (_, i) => ((Math.floor(i / d) + 1) * steps[i % d]) % 1,
  );
}

/** Uniform in [0, 1), the same for the same seed. */
export function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Columns of a space: floats in [0, 1], whole numbers 0 to 9, categories 0 to 3. */
export function shape({ floats, ints = 0, categories = 0 }) {
  return [
    ...Array(floats).fill('float'),
    ...Array(ints).fill('int'),
    ...Array(categories).fill('category'),
  ];
}

/** The value at a row in the unit cube (categories as 0 to 3), as in rival.py. */
export function valueAt(columns, row) {
  return columns.reduce((sum, column, j) => {
    if (column === 'category') return sum + [0.3, 0, 0.5, 0.1][row[j]];
    return sum + Math.sin(3 * row[j] + j) + (row[j] - 0.3) ** 2;
  }, 0);
}

/** A random row. */
export function randomRow(columns, random) {
  return columns.map((column) => {
    if (column === 'float') return random();
    return column === 'int' ? Math.floor(10 * random()) / 9 : Math.floor(4 * random());
  });
}
