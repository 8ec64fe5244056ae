// Whole suggestions as a strategy makes them: take in the newest value, fit, search.
import { generator, points, randomRow, shape, valueAt } from './problems.mjs';

const CANDIDATES = 1024;

/** A search with n values already known; each `ask` is one suggestion, evaluated and remembered outside of the clock. */
export class Suggester {
  #columns;
  #model;
  #levels;
  #rows = [];
  #values = [];
  #scale;
  #pending;
  #asks = 0;
  #spread;

  constructor(backend, n, space) {
    this.#columns = shape(space);
    const random = generator(n);
    this.#spread = points(CANDIDATES, this.#columns.length);
    this.#rows = Array.from({ length: n }, () => randomRow(this.#columns, random));
    const raw = this.#rows.map((row) => valueAt(this.#columns, row));
    const mean = raw.reduce((sum, value) => sum + value, 0) / n;
    const deviation = Math.sqrt(raw.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n);
    this.#scale = (value) => (value - mean) / deviation;
    this.#values = raw.map(this.#scale);
    this.#levels = this.#columns.map((column) => {
      if (column === 'float') return [];
      return Array.from({ length: column === 'int' ? 10 : 4 }, (_, i) =>
        column === 'int' ? i / 9 : i,
      );
    });
    this.#model = backend.create({
      dimensions: this.#columns.length,
      columns: this.#columns.map((column) => (column === 'category' ? 'categorical' : 'numeric')),
    });
    this.#model.append(Float64Array.from(this.#rows.flat()), Float64Array.from(this.#values));
  }

  get size() {
    return this.#model.size;
  }

  /** One suggestion; with `refit` the hyperparameters are fitted first, else only the new value is taken in. */
  async ask({ refit }) {
    const begin = performance.now();
    if (this.#pending !== undefined) {
      const { row, value } = this.#pending;
      this.#model.append(row, Float64Array.of(value));
    }
    if (refit) await this.#model.fit();
    const [best] = await this.#model.maximize({
      candidates: this.#candidates(),
      incumbentValue: Math.min(...this.#values),
      ...(this.#levels.some((levels) => levels.length > 0) && { levels: this.#levels }),
      keep: 1,
    });
    const took = performance.now() - begin;
    const value = this.#scale(valueAt(this.#columns, [...best.row]));
    this.#pending = { row: best.row, value };
    this.#rows.push([...best.row]);
    this.#values.push(value);
    return took;
  }

  dispose() {
    this.#model.dispose();
  }

  /** Evenly spread rows, other ones each time, on the grid of the discrete columns. */
  #candidates() {
    const d = this.#columns.length;
    const shift = ++this.#asks * 0.381966;
    const rows = new Float64Array(this.#spread.length);
    for (let i = 0; i < rows.length; i++) {
      const u = (this.#spread[i] + shift) % 1;
      const levels = this.#levels[i % d];
      rows[i] = levels.length === 0 ? u : levels[Math.floor(u * levels.length)];
    }
    return rows;
  }
}
