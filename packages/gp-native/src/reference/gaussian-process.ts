import * as check from '../check.ts';
import { GpError } from '../error.ts';
import type * as gp from '../gaussian-process.ts';
import { packHyperparameters, unpackHyperparameters } from '../hyperparameters.ts';
import type { Hyperparameters } from '../hyperparameters.ts';
import { pause } from '../pause.ts';
import { ReferenceAcquisition } from './acquisition.ts';
import { evidence } from './evidence.ts';
import { ReferenceModel } from './model.ts';
import { defaultStarts, logPrior, priorMode } from './priors.ts';
import { screen } from './screen.ts';

/** Candidates between two yields to the event loop; the synchronous methods do not yield. */
const pauseEvery = 16;

/** The plain TypeScript {@link gp.GaussianProcess}: the same numbers, but its searches use no gradients. */
export class ReferenceGaussianProcess implements gp.GaussianProcess {
  readonly dimensions: number;
  #model: ReferenceModel | undefined;
  #running: AbortController | undefined;

  constructor(options: gp.GaussianProcessOptions) {
    const columns = check.columnMask(options);
    this.dimensions = columns.length;
    this.#model = new ReferenceModel(
      options.kernel ?? 'matern52',
      columns,
      priorMode(columns.length),
    );
  }

  get size(): number {
    return this.#live().size;
  }

  get hyperparameters(): Hyperparameters {
    return unpackHyperparameters(packHyperparameters(this.#live().hyperparameters));
  }

  append(rows: Float64Array, values: Float64Array): void {
    const model = this.#idle();
    const n = check.checkRows('rows', rows, this.dimensions);
    if (n === 0) throw new GpError('GP_SHAPE', 'Expected at least one row.', { name: 'rows' });
    check.checkVector('values', values, n);
    model.append(rows, values);
  }

  remove(index: number): void {
    const model = this.#idle();
    check.checkIndex(index, model.size);
    model.remove(index);
  }

  setHyperparameters(hyperparameters: Hyperparameters): void {
    const model = this.#idle();
    check.checkHyperparameters(hyperparameters, this.dimensions);
    model.hyperparameters = unpackHyperparameters(packHyperparameters(hyperparameters));
  }

  logMarginalLikelihood(): number {
    return this.#filled().logMarginalLikelihood();
  }

  logPosteriorDensity(hyperparameters: Hyperparameters): gp.DensityValue {
    const model = this.#filled();
    check.checkHyperparameters(hyperparameters, this.dimensions);
    const prior = logPrior(packHyperparameters(hyperparameters));
    const { value, gradient } = evidence(model.at(hyperparameters));
    return {
      value: value + prior.value,
      gradient: gradient.map((slope, j) => slope + prior.gradient[j]!),
    };
  }

  async fit(options: gp.FitOptions = {}): Promise<gp.FitResult> {
    const steps = this.#fit(options);
    return this.#run(steps, options.signal);
  }

  fitSync(options: Omit<gp.FitOptions, 'signal'> = {}): gp.FitResult {
    return finish(this.#fit(options));
  }

  posterior(rows: Float64Array): gp.Posterior {
    const model = this.#idle();
    const m = check.checkRows('rows', rows, this.dimensions);
    const mean = new Float64Array(m);
    const variance = new Float64Array(m);
    for (let i = 0; i < m; i++) {
      const at = model.posterior(rows.subarray(i * this.dimensions, (i + 1) * this.dimensions));
      mean[i] = at.mean;
      variance[i] = at.variance;
    }
    return { mean, variance };
  }

  posteriorAt(row: Float64Array): gp.PosteriorGradient {
    const model = this.#idle();
    check.checkVector('row', row, this.dimensions);
    return model.posteriorAt(row);
  }

  logExpectedImprovement(rows: Float64Array, incumbentValue: number): Float64Array {
    return this.acquisition(rows, { acquisition: 'logEI', incumbentValue });
  }

  logExpectedImprovementAt(row: Float64Array, incumbentValue: number): gp.RowGradient {
    return this.acquisitionAt(row, { acquisition: 'logEI', incumbentValue });
  }

  acquisition(rows: Float64Array, options: gp.AcquisitionOptions): Float64Array {
    const model = this.#idle();
    const d = this.dimensions;
    const m = check.checkRows('rows', rows, d);
    const acquisition = new ReferenceAcquisition(model, check.checkAcquisition(options, d));
    return Float64Array.from(
      { length: m },
      (_, i) => acquisition.at(rows.subarray(i * d, (i + 1) * d)).value,
    );
  }

  acquisitionAt(row: Float64Array, options: gp.AcquisitionOptions): gp.RowGradient {
    const model = this.#idle();
    check.checkVector('row', row, this.dimensions);
    const given = check.checkAcquisition(options, this.dimensions);
    return new ReferenceAcquisition(model, given).gradientAt(row);
  }

  async maximize(options: gp.MaximizeOptions): Promise<readonly gp.Maximum[]> {
    return this.#run(this.#maximize(options), options.signal);
  }

  maximizeSync(options: Omit<gp.MaximizeOptions, 'signal'>): readonly gp.Maximum[] {
    this.#idle();
    return finish(this.#maximize(options));
  }

  dispose(): void {
    this.#running?.abort();
    this.#model = undefined;
  }

  #live(): ReferenceModel {
    if (this.#model === undefined) throw new GpError('GP_DISPOSED');
    return this.#model;
  }

  #idle(): ReferenceModel {
    const model = this.#live();
    if (this.#running !== undefined) throw new GpError('GP_BUSY');
    return model;
  }

  #filled(): ReferenceModel {
    const model = this.#idle();
    if (model.size === 0) throw new GpError('GP_EMPTY');
    return model;
  }

  #fit(options: Omit<gp.FitOptions, 'signal'>): Generator<void, gp.FitResult> {
    const model = this.#filled();
    check.checkFit(options, this.dimensions);
    return screen(model, options.starts ?? defaultStarts(model.hyperparameters), options);
  }

  *#maximize(options: Omit<gp.MaximizeOptions, 'signal'>): Generator<void, gp.Maximum[]> {
    const model = this.#live();
    const d = this.dimensions;
    const checked = check.checkMaximize(options, model.columns);
    const { starts, keep, count } = checked;
    const acquisition = new ReferenceAcquisition(model, checked.acquisition);
    const keyOf = (row: Float64Array): string => row.join();
    const seen = new Set<string>();
    for (let i = 0; i < checked.excluded.length; i += d)
      seen.add(keyOf(checked.excluded.subarray(i, i + d)));
    const maxima: gp.Maximum[] = [];
    for (let candidate = 0; candidate < count; candidate++) {
      if (candidate % pauseEvery === 0) yield;
      const row = options.candidates.slice(candidate * d, (candidate + 1) * d);
      if (seen.has(keyOf(row))) continue;
      seen.add(keyOf(row));
      const { value, mean, variance } = acquisition.at(row);
      maxima.push({ row, acquisition: value, mean, variance, candidate, refined: false });
    }
    maxima.sort((a, b) => b.acquisition - a.acquisition || a.candidate - b.candidate);
    return maxima.slice(0, Math.max(1, starts + keep));
  }

  async #run<T>(steps: Generator<void, T>, signal: AbortSignal | undefined): Promise<T> {
    this.#idle();
    check.checkSignal(signal);
    const running = new AbortController();
    this.#running = running;
    try {
      for (;;) {
        const step = steps.next();
        if (step.done) return step.value;
        await pause();
        check.checkSignal(signal);
        check.checkSignal(running.signal);
      }
    } finally {
      this.#running = undefined;
    }
  }
}

function finish<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
