import type { AddonAcquisition, AddonKernel, AddonModel } from '../addon.ts';
import { coded, Instance, checkOutcome } from './instance.ts';
import type { AcquisitionPieces, Pieces } from './instance.ts';

/** A model in its own {@link Instance}. Every call blocks. The caller has checked the arguments. */
export class SyncModel {
  readonly dimensions: number;
  readonly #kernel: AddonKernel;
  readonly #columns: Uint8Array;
  readonly #instance = new Instance();
  readonly #model: number;
  #size = 0;

  constructor(dimensions: number, kernel: AddonKernel, columns: Uint8Array) {
    this.dimensions = dimensions;
    this.#kernel = kernel;
    this.#columns = columns;
    this.#model = this.#instance.borrow((pieces, { model_create }) => {
      const kinds = pieces.put(this.#columns);
      const model = model_create(this.dimensions, this.#kernel, kinds);
      if (model === 0) throw coded('GP_NO_MEMORY');
      pieces.keep();
      return model;
    });
  }

  size(): number {
    return this.#size;
  }

  hyperparameters(): Float64Array {
    return this.#instance.borrow((pieces, { model_theta }) =>
      pieces.read(model_theta(this.#model), this.dimensions + 2),
    );
  }

  append(rows: Float64Array, values: Float64Array): void {
    this.#instance.borrow((pieces, { model_append }) => {
      const given = [pieces.put(rows), pieces.put(values)] as const;
      checkOutcome(model_append(this.#model, ...given, values.length));
    });
    this.#size += values.length;
  }

  remove(index: number): void {
    this.#instance.exports.model_remove(this.#model, index);
    this.#size--;
  }

  setHyperparameters(theta: Float64Array): void {
    this.#instance.borrow((pieces, { model_set_hyperparameters }) =>
      model_set_hyperparameters(this.#model, pieces.put(theta)),
    );
  }

  logMarginalLikelihood(): number {
    this.#requireObservations();
    this.#update();
    return this.#instance.exports.model_log_marginal_likelihood(this.#model);
  }

  logPosteriorDensity(theta: Float64Array): Float64Array {
    this.#requireObservations();
    return this.#instance.borrow((pieces, { model_log_posterior_density }) => {
      const out = pieces.take(theta.length + 1);
      checkOutcome(model_log_posterior_density(this.#model, pieces.put(theta), out));
      return pieces.read(out, theta.length + 1);
    });
  }

  posterior(rows: Float64Array): Float64Array {
    this.#update();
    const m = rows.length / this.dimensions;
    return this.#instance.borrow((pieces, { model_posterior }) => {
      const out = pieces.take(2 * m);
      checkOutcome(model_posterior(this.#model, pieces.put(rows), m, out));
      return pieces.read(out, 2 * m);
    });
  }

  posteriorAt(row: Float64Array): Float64Array {
    this.#update();
    return this.#instance.borrow((pieces, { model_posterior_at }) => {
      const out = pieces.take(2 + 2 * this.dimensions);
      checkOutcome(model_posterior_at(this.#model, pieces.put(row), out));
      return pieces.read(out, 2 + 2 * this.dimensions);
    });
  }

  acquisition(rows: Float64Array, ...acquisition: AddonAcquisition): Float64Array {
    const m = rows.length / this.dimensions;
    return this.#instance.borrow((pieces, { model_acquisition }) => {
      const out = pieces.take(m);
      const given = this.#put(pieces, acquisition);
      checkOutcome(model_acquisition(this.#model, pieces.put(rows), m, ...given, out));
      return pieces.read(out, m);
    });
  }

  acquisitionAt(row: Float64Array, ...acquisition: AddonAcquisition): Float64Array {
    return this.#instance.borrow((pieces, { model_acquisition_at }) => {
      const out = pieces.take(1 + this.dimensions);
      const given = this.#put(pieces, acquisition);
      checkOutcome(model_acquisition_at(this.#model, pieces.put(row), ...given, out));
      return pieces.read(out, 1 + this.dimensions);
    });
  }

  fitSync(...settings: Parameters<AddonModel['fit']>): Float64Array {
    this.#requireObservations();
    const [starts, maxIterations, pinNoise, pinVariance] = settings;
    const size = this.dimensions + 2;
    return this.#instance.borrow((pieces, { model_fit }) => {
      const out = pieces.take(3 + size);
      const given = [pieces.put(starts), starts.length / size, maxIterations] as const;
      checkOutcome(model_fit(this.#model, ...given, Number(pinNoise), Number(pinVariance), out));
      return pieces.read(out, 3 + size);
    });
  }

  maximizeSync(...settings: Parameters<AddonModel['maximize']>): Float64Array {
    const [candidates, kind, incumbentValue, beta, pending, normals, ...search] = settings;
    const [continuous, levelCounts, levels, excluded, starts, keep] = search;
    const count = candidates.length / this.dimensions;
    const width = this.dimensions + 5;
    return this.#instance.borrow((pieces, { maxima_limit, model_maximize }) => {
      const out = pieces.take(maxima_limit(count, starts, keep) * width);
      const found = model_maximize(
        this.#model,
        pieces.put(candidates),
        count,
        ...this.#put(pieces, [kind, incumbentValue, beta, pending, normals]),
        pieces.put(continuous),
        pieces.put(levelCounts),
        pieces.put(levels),
        pieces.put(excluded),
        excluded.length / this.dimensions,
        starts,
        keep,
        out,
      );
      checkOutcome(Math.max(-found, 0));
      return pieces.read(out, found * width);
    });
  }

  #put(
    pieces: Pieces,
    [kind, incumbentValue, beta, pending, normals]: AddonAcquisition,
  ): AcquisitionPieces {
    const q = pending.length / this.dimensions;
    const samples = kind === 0 && q > 0 ? normals.length / q : 0;
    return [kind, incumbentValue, beta, pieces.put(pending), q, pieces.put(normals), samples];
  }

  #requireObservations(): void {
    if (this.#size === 0) throw coded('GP_EMPTY');
  }

  #update(): void {
    checkOutcome(this.#instance.exports.model_update(this.#model));
  }
}
