import * as check from './check.ts';
import { GpError, isGpErrorCode } from './error.ts';
import type * as gp from './gaussian-process.ts';
import { packHyperparameters, unpackHyperparameters } from './hyperparameters.ts';
import type { Hyperparameters } from './hyperparameters.ts';
import type { Addon, AddonAcquisition, AddonKernel, AddonModel } from './addon.ts';
import { defaultStarts } from './reference/priors.ts';

/** The C++ {@link gp.GaussianProcess}: arguments are checked here, numbers are computed in the addon. */
export class NativeGaussianProcess implements gp.GaussianProcess {
  readonly dimensions: number;
  readonly #columns: Uint8Array;
  readonly #model: AddonModel;

  constructor(addon: Addon, options: gp.GaussianProcessOptions) {
    this.#columns = check.columnMask(options);
    this.dimensions = this.#columns.length;
    const kernel = check.kernels.indexOf(options.kernel ?? 'matern52') as AddonKernel;
    this.#model = callAddon(
      () => new addon.GaussianProcess(this.dimensions, kernel, this.#columns),
    );
  }

  get size(): number {
    return callAddon(() => this.#model.size());
  }

  get hyperparameters(): Hyperparameters {
    return unpackHyperparameters(callAddon(() => this.#model.hyperparameters()));
  }

  append(rows: Float64Array, values: Float64Array): void {
    const n = check.checkRows('rows', rows, this.dimensions);
    if (n === 0) throw new GpError('GP_SHAPE', 'Expected at least one row.', { name: 'rows' });
    check.checkVector('values', values, n);
    callAddon(() => this.#model.append(rows, values));
  }

  remove(index: number): void {
    check.checkIndex(index, this.size);
    callAddon(() => this.#model.remove(index));
  }

  setHyperparameters(hyperparameters: Hyperparameters): void {
    check.checkHyperparameters(hyperparameters, this.dimensions);
    callAddon(() => this.#model.setHyperparameters(packHyperparameters(hyperparameters)));
  }

  logMarginalLikelihood(): number {
    return callAddon(() => this.#model.logMarginalLikelihood());
  }

  logPosteriorDensity(hyperparameters: Hyperparameters): gp.DensityValue {
    check.checkHyperparameters(hyperparameters, this.dimensions);
    const found = callAddon(() =>
      this.#model.logPosteriorDensity(packHyperparameters(hyperparameters)),
    );
    return { value: found[0]!, gradient: found.slice(1) };
  }

  async fit(options: gp.FitOptions = {}): Promise<gp.FitResult> {
    const settings = this.#fitArguments(options);
    return fitResult(await this.#awaitWork(options.signal, () => this.#model.fit(...settings)));
  }

  fitSync(options: Omit<gp.FitOptions, 'signal'> = {}): gp.FitResult {
    const settings = this.#fitArguments(options);
    return fitResult(callAddon(() => this.#model.fitSync(...settings)));
  }

  posterior(rows: Float64Array): gp.Posterior {
    const m = check.checkRows('rows', rows, this.dimensions);
    const found = callAddon(() => this.#model.posterior(rows));
    return { mean: found.slice(0, m), variance: found.slice(m) };
  }

  posteriorAt(row: Float64Array): gp.PosteriorGradient {
    check.checkVector('row', row, this.dimensions);
    const found = callAddon(() => this.#model.posteriorAt(row));
    return {
      mean: found[0]!,
      variance: found[1]!,
      meanGradient: found.slice(2, 2 + this.dimensions),
      varianceGradient: found.slice(2 + this.dimensions),
    };
  }

  logExpectedImprovement(rows: Float64Array, incumbentValue: number): Float64Array {
    return this.acquisition(rows, { acquisition: 'logEI', incumbentValue });
  }

  logExpectedImprovementAt(row: Float64Array, incumbentValue: number): gp.RowGradient {
    return this.acquisitionAt(row, { acquisition: 'logEI', incumbentValue });
  }

  acquisition(rows: Float64Array, options: gp.AcquisitionOptions): Float64Array {
    check.checkRows('rows', rows, this.dimensions);
    const settings = acquisitionArguments(check.checkAcquisition(options, this.dimensions));
    return callAddon(() => this.#model.acquisition(rows, ...settings));
  }

  acquisitionAt(row: Float64Array, options: gp.AcquisitionOptions): gp.RowGradient {
    check.checkVector('row', row, this.dimensions);
    const settings = acquisitionArguments(check.checkAcquisition(options, this.dimensions));
    const found = callAddon(() => this.#model.acquisitionAt(row, ...settings));
    return { value: found[0]!, gradient: found.slice(1) };
  }

  async maximize(options: gp.MaximizeOptions): Promise<readonly gp.Maximum[]> {
    const settings = this.#maximizeArguments(options);
    return this.#maxima(
      await this.#awaitWork(options.signal, () => this.#model.maximize(...settings)),
    );
  }

  maximizeSync(options: Omit<gp.MaximizeOptions, 'signal'>): readonly gp.Maximum[] {
    const settings = this.#maximizeArguments(options);
    return this.#maxima(callAddon(() => this.#model.maximizeSync(...settings)));
  }

  dispose(): void {
    this.#model.dispose();
  }

  #fitArguments(options: Omit<gp.FitOptions, 'signal'>): Parameters<AddonModel['fit']> {
    check.checkFit(options, this.dimensions);
    const starts = (options.starts ?? defaultStarts(this.hyperparameters)).map(packHyperparameters);
    const theta = new Float64Array(starts.length * (this.dimensions + 2));
    starts.forEach((start, i) => theta.set(start, i * start.length));
    const pins = [options.noise === 'deterministic', options.variance === 'unit'] as const;
    return [theta, options.maxIterations ?? 50, ...pins];
  }

  #maximizeArguments(
    options: Omit<gp.MaximizeOptions, 'signal'>,
  ): Parameters<AddonModel['maximize']> {
    const checked = check.checkMaximize(options, this.#columns);
    const { continuous, levelCounts, levels, excluded, starts, keep } = checked;
    const settings = acquisitionArguments(checked.acquisition);
    const search = [continuous, levelCounts, levels, excluded, starts, keep] as const;
    return [options.candidates, ...settings, ...search];
  }

  #maxima(found: Float64Array): gp.Maximum[] {
    const d = this.dimensions;
    const width = d + 5;
    return Array.from({ length: found.length / width }, (_, i) => {
      const entry = found.subarray(i * width, (i + 1) * width);
      return {
        row: entry.slice(0, d),
        acquisition: entry[d]!,
        mean: entry[d + 1]!,
        variance: entry[d + 2]!,
        candidate: entry[d + 3]!,
        refined: entry[d + 4] === 1,
      };
    });
  }

  /** Starts work on the thread pool and awaits it; aborts it when the signal fires. */
  async #awaitWork(
    signal: AbortSignal | undefined,
    start: () => Promise<Float64Array>,
  ): Promise<Float64Array> {
    check.checkSignal(signal);
    const abort = (): void => this.#model.abort();
    const work = callAddon(start);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      return await work;
    } catch (error) {
      throw translated(error, signal);
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }
}

function acquisitionArguments(checked: check.CheckedAcquisition): AddonAcquisition {
  const { confidence, incumbentValue, beta, pending, normals } = checked;
  return [confidence ? 1 : 0, incumbentValue, beta, pending, normals];
}

function fitResult(found: Float64Array): gp.FitResult {
  return {
    hyperparameters: unpackHyperparameters(found.subarray(3)),
    logPosteriorDensity: found[0]!,
    evaluations: found[1]!,
    start: found[2]!,
  };
}

/** Calls the addon. Errors with a code are rethrown as a GpError with the caller's stack. */
export function callAddon<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw translated(error);
  }
}

function translated(error: unknown, signal?: AbortSignal): unknown {
  const { code, message } = error as { code?: unknown; message?: string };
  if (!isGpErrorCode(code)) return error;
  return new GpError(code, message ?? '', {}, { cause: signal?.reason });
}
