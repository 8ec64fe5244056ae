import { GpError } from '../error.ts';
import type { Kernel, PosteriorGradient } from '../gaussian-process.ts';
import type { Hyperparameters } from '../hyperparameters.ts';
import { profile, squaredShare } from './kernel.ts';
import { factorRows, jitterLadder, solveBackward, solveForward } from './linear-algebra.ts';

/** The least posterior variance, in units of the output variance: below it a difference is rounding. */
const varianceFloor = 1e-14;
const halfLog2Pi = 0.9189385332046728;

/** Observations, hyperparameters and the factor of their covariance, which grows row by row. */
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
  #weights = new Float64Array(0);

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

  /** The same observations under other hyperparameters. */
  at(hyperparameters: Hyperparameters): ReferenceModel {
    const other = new ReferenceModel(this.kernel, this.columns, hyperparameters);
    other.#rows = this.#rows;
    other.#values = this.#values;
    return other;
  }

  /** The same with other observations behind them. */
  with(rows: Float64Array, values: Float64Array): ReferenceModel {
    const other = this.at(this.#hyperparameters);
    other.#rows = [...this.#rows, ...rows];
    other.#values = [...this.#values, ...values];
    return other;
  }

  /** The same rows with other values for the last of them; the factor is shared. */
  revalued(last: Float64Array): ReferenceModel {
    this.update();
    const other = this.at(this.#hyperparameters);
    other.#values = [...this.#values.slice(0, this.size - last.length), ...last];
    other.#factor = this.#factor;
    other.#stride = this.#stride;
    other.#factored = this.#factored;
    other.#rung = this.#rung;
    other.#weigh();
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
    if (this.#factored === this.size) this.#weigh();
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
        0.5 * this.#values[i]! * this.#weights[i]! + Math.log(this.#factor[i * this.#stride + i]!);
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
    const { value, slope } = this.#covariances(row);
    const { mean, variance, floored } = this.#moments(value);
    solveBackward(this.#factor, this.#stride, value, this.size);
    const meanGradient = new Float64Array(d);
    const varianceGradient = new Float64Array(d);
    for (let k = 0; k < d; k++) {
      if (this.columns[k]) continue;
      const scale = Math.exp(-2 * this.#hyperparameters.logLengthscales[k]!);
      for (let j = 0; j < this.size; j++) {
        const change = 2 * slope[j]! * scale * (row[k]! - this.#rows[j * d + k]!);
        meanGradient[k]! += change * this.#weights[j]!;
        if (!floored) varianceGradient[k]! -= 2 * change * value[j]!;
      }
    }
    return { mean, variance, meanGradient, varianceGradient };
  }

  /** Extends the factor to all observations, climbing the jitter ladder from the start when a pivot fails. */
  update(): { factor: Float64Array; stride: number; weights: Float64Array } {
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
      this.#weigh();
    }
    return { factor: this.#factor, stride: this.#stride, weights: this.#weights };
  }

  /** Row i of the observations. */
  row(i: number): number[] {
    const d = this.columns.length;
    return this.#rows.slice(i * d, (i + 1) * d);
  }

  #moments(covariance: Float64Array): { mean: number; variance: number; floored: boolean } {
    const prior = Math.exp(this.#hyperparameters.logVariance);
    let mean = 0;
    for (let j = 0; j < this.size; j++) mean += covariance[j]! * this.#weights[j]!;
    solveForward(this.#factor, this.#stride, covariance, this.size);
    let explained = 0;
    for (const entry of covariance) explained += entry * entry;
    const variance = prior - explained;
    const floored = !(variance > varianceFloor * prior);
    return { mean, variance: floored ? varianceFloor * prior : variance, floored };
  }

  #covariances(row: ArrayLike<number>): { value: Float64Array; slope: Float64Array } {
    this.update();
    const value = new Float64Array(this.size);
    const slope = new Float64Array(this.size);
    for (let j = 0; j < this.size; j++) {
      const at = this.#profile(row, 0, j);
      value[j] = at.value;
      slope[j] = at.slope;
    }
    return { value, slope };
  }

  #fillRow(i: number): void {
    const d = this.columns.length;
    for (let j = 0; j < i; j++)
      this.#factor[i * this.#stride + j] = this.#profile(this.#rows, i * d, j).value;
    const { logVariance, logNoise } = this.#hyperparameters;
    this.#factor[i * this.#stride + i] = Math.exp(logVariance) + Math.exp(logNoise);
  }

  #profile(row: ArrayLike<number>, begin: number, j: number): { value: number; slope: number } {
    const d = this.columns.length;
    const { logLengthscales, logVariance } = this.#hyperparameters;
    let r2 = 0;
    for (let k = 0; k < d; k++) {
      const difference = row[begin + k]! - this.#rows[j * d + k]!;
      r2 += squaredShare(difference, this.columns[k]!, Math.exp(-logLengthscales[k]!));
    }
    return profile(this.kernel, r2, Math.exp(logVariance));
  }

  #weigh(): void {
    this.#weights = Float64Array.from(this.#values);
    solveForward(this.#factor, this.#stride, this.#weights, this.size);
    solveBackward(this.#factor, this.#stride, this.#weights, this.size);
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
