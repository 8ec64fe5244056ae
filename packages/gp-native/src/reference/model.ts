import { GpError } from '../error.ts';
import type { Kernel, PosteriorGradient } from '../gaussian-process.ts';
import type { Hyperparameters } from '../hyperparameters.ts';
import { evaluateKernel, columnTerm } from './kernel.ts';
import { factorRows, jitterLadder, solveBackward, solveForward } from './linear-algebra.ts';

/** The smallest posterior variance, in units of the output variance; a smaller difference is rounding error. */
const varianceFloor = 1e-14;
const halfLog2Pi = 0.9189385332046728;

/** Observations, hyperparameters and the factor of the covariance, which grows row by row. */
export class ReferenceModel {
  readonly kernel: Kernel;
  readonly columns: Uint8Array;
  #rows: number[] = [];
  #values: number[] = [];
  #hyperparameters: Hyperparameters;
  #stride = 0;
  #factor = new Float64Array(0);
  #factored = 0;
  #rung = 0;
  #alpha = new Float64Array(0);

  constructor(kernel: Kernel, columns: Uint8Array, hyperparameters: Hyperparameters) {
    this.kernel = kernel;
    this.columns = columns;
    this.#hyperparameters = hyperparameters;
  }

  get size(): number {
    return this.#values.length;
  }

  get hyperparameters(): Hyperparameters {
    return this.#hyperparameters;
  }

  set hyperparameters(hyperparameters: Hyperparameters) {
    this.#hyperparameters = hyperparameters;
    this.#factored = this.#rung = 0;
  }

  /** A model of the same observations with other hyperparameters. */
  at(hyperparameters: Hyperparameters): ReferenceModel {
    const other = new ReferenceModel(this.kernel, this.columns, hyperparameters);
    other.#rows = this.#rows;
    other.#values = this.#values;
    return other;
  }

  /** A copy of this model with more observations. */
  with(rows: Float64Array, values: Float64Array): ReferenceModel {
    const other = this.at(this.#hyperparameters);
    other.#rows = [...this.#rows, ...rows];
    other.#values = [...this.#values, ...values];
    return other;
  }

  /** A copy of this model with other values for the last rows; it shares the factor. */
  revalued(last: Float64Array): ReferenceModel {
    this.update();
    const other = this.at(this.#hyperparameters);
    other.#values = [...this.#values.slice(0, this.size - last.length), ...last];
    other.#factor = this.#factor;
    other.#stride = this.#stride;
    other.#factored = this.#factored;
    other.#rung = this.#rung;
    other.#solveAlpha();
    return other;
  }

  /** L(row, column) of the factor. */
  factorEntry(row: number, column: number): number {
    return this.#factor[row * this.#stride + column]!;
  }

  remove(index: number): void {
    const d = this.columns.length;
    this.#rows.splice(index * d, d);
    this.#values.splice(index, 1);
    if (this.#rung > 0) this.#factored = this.#rung = 0;
    this.#factored = Math.min(this.#factored, index);
    if (this.#factored === this.size) this.#solveAlpha();
  }

  append(rows: Float64Array, values: Float64Array): void {
    for (const value of rows) this.#rows.push(value);
    for (const value of values) this.#values.push(value);
  }

  logMarginalLikelihood(): number {
    this.update();
    let value = -this.size * halfLog2Pi;
    for (let i = 0; i < this.size; i++) {
      value -=
        0.5 * this.#values[i]! * this.#alpha[i]! + Math.log(this.#factor[i * this.#stride + i]!);
    }
    return value;
  }

  posterior(row: ArrayLike<number>): { mean: number; variance: number } {
    const covariance = this.#covariances(row).value;
    const { mean, variance } = this.#moments(covariance);
    return { mean, variance };
  }

  posteriorAt(row: Float64Array): PosteriorGradient {
    const d = this.columns.length;
    const { value, dkDr2 } = this.#covariances(row);
    const { mean, variance, floored } = this.#moments(value);
    solveBackward(this.#factor, this.#stride, value, this.size);
    const meanGradient = new Float64Array(d);
    const varianceGradient = new Float64Array(d);
    for (let k = 0; k < d; k++) {
      if (this.columns[k]) continue;
      const scale = Math.exp(-2 * this.#hyperparameters.logLengthscales[k]!);
      for (let j = 0; j < this.size; j++) {
        const change = 2 * dkDr2[j]! * scale * (row[k]! - this.#rows[j * d + k]!);
        meanGradient[k]! += change * this.#alpha[j]!;
        if (!floored) varianceGradient[k]! -= 2 * change * value[j]!;
      }
    }
    return { mean, variance, meanGradient, varianceGradient };
  }

  /** Extends the factor to all observations. If a pivot fails, it starts over with the next jitter. */
  update(): { factor: Float64Array; stride: number; alpha: Float64Array } {
    const n = this.size;
    while (this.#factored < n) {
      if (this.#stride < n) this.#grow(Math.max(n, 2 * this.#stride));
      for (let i = this.#factored; i < n; i++) this.#fillRow(i);
      const diagonal =
        Math.exp(this.#hyperparameters.logVariance) + Math.exp(this.#hyperparameters.logNoise);
      const jitter = jitterLadder[this.#rung]! * diagonal;
      if (factorRows(this.#factor, this.#stride, this.#factored, n, jitter)) this.#factored = n;
      else {
        this.#factored = 0;
        this.#rung++;
        if (this.#rung === jitterLadder.length) {
          this.#rung = 0;
          throw new GpError('GP_NOT_POSITIVE_DEFINITE', '', { n });
        }
      }
      this.#solveAlpha();
    }
    return { factor: this.#factor, stride: this.#stride, alpha: this.#alpha };
  }

  /** Row i of the observations. */
  row(i: number): number[] {
    const d = this.columns.length;
    return this.#rows.slice(i * d, (i + 1) * d);
  }

  #moments(covariance: Float64Array): { mean: number; variance: number; floored: boolean } {
    const prior = Math.exp(this.#hyperparameters.logVariance);
    let mean = 0;
    for (let j = 0; j < this.size; j++) mean += covariance[j]! * this.#alpha[j]!;
    solveForward(this.#factor, this.#stride, covariance, this.size);
    let explained = 0;
    for (const entry of covariance) explained += entry * entry;
    const variance = prior - explained;
    const floored = !(variance > varianceFloor * prior);
    return { mean, variance: floored ? varianceFloor * prior : variance, floored };
  }

  #covariances(row: ArrayLike<number>): { value: Float64Array; dkDr2: Float64Array } {
    this.update();
    const value = new Float64Array(this.size);
    const dkDr2 = new Float64Array(this.size);
    for (let j = 0; j < this.size; j++) {
      const at = this.#kernelAt(row, 0, j);
      value[j] = at.value;
      dkDr2[j] = at.dkDr2;
    }
    return { value, dkDr2 };
  }

  #fillRow(i: number): void {
    const d = this.columns.length;
    for (let j = 0; j < i; j++)
      this.#factor[i * this.#stride + j] = this.#kernelAt(this.#rows, i * d, j).value;
    const { logVariance, logNoise } = this.#hyperparameters;
    this.#factor[i * this.#stride + i] = Math.exp(logVariance) + Math.exp(logNoise);
  }

  #kernelAt(row: ArrayLike<number>, begin: number, j: number): { value: number; dkDr2: number } {
    const d = this.columns.length;
    const { logLengthscales, logVariance } = this.#hyperparameters;
    let r2 = 0;
    for (let k = 0; k < d; k++) {
      const difference = row[begin + k]! - this.#rows[j * d + k]!;
      r2 += columnTerm(difference, this.columns[k]!, Math.exp(-logLengthscales[k]!));
    }
    return evaluateKernel(this.kernel, r2, Math.exp(logVariance));
  }

  #solveAlpha(): void {
    this.#alpha = Float64Array.from(this.#values);
    solveForward(this.#factor, this.#stride, this.#alpha, this.size);
    solveBackward(this.#factor, this.#stride, this.#alpha, this.size);
  }

  #grow(stride: number): void {
    const grown = new Float64Array(stride * stride);
    for (let i = 0; i < this.#factored; i++) {
      grown.set(this.#factor.subarray(i * this.#stride, i * this.#stride + i + 1), i * stride);
    }
    this.#factor = grown;
    this.#stride = stride;
  }
}
