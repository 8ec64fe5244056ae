import type { Addon, AddonAcquisition, AddonModel } from '../addon.ts';
import { pause } from '../pause.ts';
import { coded, Instance, checkOutcome } from './instance.ts';
import { SyncModel } from './sync-model.ts';
import { forget, runInWorker } from './workers.ts';
import type { Work } from './workers.ts';

/**
 * A model that fits and maximizes in a worker, or on this thread if there are none, with the same interface and errors
 * as the addon's.
 */
class WasmModel implements AddonModel {
  readonly #create: ConstructorParameters<typeof SyncModel>;
  readonly #appended: { rows: Float64Array; values: Float64Array }[] = [];
  /** Undefined once disposed. */
  #model: SyncModel | undefined;
  #running: { abort(): void } | undefined;

  constructor(...create: ConstructorParameters<typeof SyncModel>) {
    this.#create = create;
    this.#model = new SyncModel(...create);
  }

  size(): number {
    return this.#alive().size();
  }

  hyperparameters(): Float64Array {
    return this.#alive().hyperparameters();
  }

  append(rows: Float64Array, values: Float64Array): void {
    this.#idle().append(rows, values);
    this.#appended.push({ rows: rows.slice(), values: values.slice() });
  }

  remove(index: number): void {
    this.#idle().remove(index);
    const d = this.#create[0];
    let before = index;
    for (const [i, { rows, values }] of this.#appended.entries()) {
      if (before >= values.length) {
        before -= values.length;
        continue;
      }
      this.#appended[i] = {
        rows: rows.filter((_, j) => Math.floor(j / d) !== before),
        values: values.filter((_, j) => j !== before),
      };
      break;
    }
    // Workers can only append to their mirror, so this one must be rebuilt.
    forget(this);
  }

  setHyperparameters(theta: Float64Array): void {
    this.#idle().setHyperparameters(theta);
  }

  logMarginalLikelihood(): number {
    return this.#idle().logMarginalLikelihood();
  }

  logPosteriorDensity(theta: Float64Array): Float64Array {
    return this.#idle().logPosteriorDensity(theta);
  }

  async fit(...settings: Parameters<AddonModel['fit']>): Promise<Float64Array> {
    if (this.#idle().size() === 0) throw coded('GP_EMPTY');
    const found = await this.#work(['fit', settings]);
    this.#alive().setHyperparameters(found.slice(3));
    return found;
  }

  fitSync(...settings: Parameters<AddonModel['fit']>): Float64Array {
    return this.#idle().fitSync(...settings);
  }

  posterior(rows: Float64Array): Float64Array {
    return this.#idle().posterior(rows);
  }

  posteriorAt(row: Float64Array): Float64Array {
    return this.#idle().posteriorAt(row);
  }

  acquisition(rows: Float64Array, ...acquisition: AddonAcquisition): Float64Array {
    return this.#idle().acquisition(rows, ...acquisition);
  }

  acquisitionAt(row: Float64Array, ...acquisition: AddonAcquisition): Float64Array {
    return this.#idle().acquisitionAt(row, ...acquisition);
  }

  async maximize(...settings: Parameters<AddonModel['maximize']>): Promise<Float64Array> {
    return this.#work(['maximize', settings]);
  }

  maximizeSync(...settings: Parameters<AddonModel['maximize']>): Float64Array {
    return this.#idle().maximizeSync(...settings);
  }

  abort(): void {
    this.#running?.abort();
  }

  dispose(): void {
    this.abort();
    this.#model = undefined;
    forget(this);
  }

  async #work(work: Work): Promise<Float64Array> {
    const theta = this.#idle().hyperparameters();
    const mirrored = { create: this.#create, appended: this.#appended, theta };
    const { found, abort } = runInWorker(this, mirrored, work);
    let isAborted = false;
    const stop = (): void => {
      isAborted = true;
      abort();
    };
    this.#running = { abort: stop };
    try {
      const answer = await found;
      if (answer !== undefined) return answer;
      // No worker: the same bits on this thread, which cannot be interrupted.
      await pause();
      if (isAborted) throw coded('GP_ABORTED');
      const model = this.#alive();
      const [name, settings] = work;
      return name === 'fit' ? model.fitSync(...settings) : model.maximizeSync(...settings);
    } finally {
      this.#running = undefined;
    }
  }

  #alive(): SyncModel {
    if (this.#model === undefined) throw coded('GP_DISPOSED');
    return this.#model;
  }

  #idle(): SyncModel {
    const model = this.#alive();
    if (this.#running !== undefined) throw coded('GP_BUSY');
    return model;
  }
}

/** The WebAssembly build with the interface of the addon. */
export const wasmAddon: Addon = {
  instructionSet: 'simd128',
  GaussianProcess: WasmModel,
  kernelMatrix: (kernel, rowsA, rowsB, theta, columns, matrix) =>
    new Instance().borrow((pieces, { kernel_matrix }) => {
      const d = columns.length;
      const [n, m] = [rowsA.length / d, rowsB.length / d];
      const out = pieces.take(n * m);
      const a = pieces.put(rowsA);
      const b = rowsB === rowsA ? a : pieces.put(rowsB);
      checkOutcome(
        kernel_matrix(kernel, a, n, b, m, d, pieces.put(theta), pieces.put(columns), out),
      );
      matrix.set(pieces.view(out, n * m));
      return matrix;
    }),
  cholesky: (matrix, n) =>
    new Instance().borrow((pieces, { cholesky }) => {
      const out = pieces.take(n * n + 1);
      checkOutcome(cholesky(pieces.put(matrix), n, out));
      return pieces.read(out, n * n + 1);
    }),
  solve: (factor, n, rightHandSides) =>
    new Instance().borrow((pieces, { solve }) => {
      const out = pieces.take(rightHandSides.length);
      const right = pieces.put(rightHandSides);
      checkOutcome(solve(pieces.put(factor), n, right, rightHandSides.length / n, out));
      return pieces.read(out, rightHandSides.length);
    }),
};
