import type { CheckedAcquisition } from '../check.ts';
import type { PosteriorGradient } from '../gaussian-process.ts';
import { logExpectedImprovement } from './log-expected-improvement.ts';
import type { ReferenceModel } from './model.ts';

/** A value with its derivatives by mean and variance. */
interface Partial {
  readonly value: number;
  readonly byMean: number;
  readonly byVariance: number;
}

/** One draw of what the pending rows turn out to be: the model that has seen it, and what is to be improved on then. */
interface Draw {
  readonly model: ReferenceModel;
  readonly threshold: number;
}

/**
 * What is maximized, plainly: an expected improvement over pending rows is the mean over draws, each with a model
 * that has observed it.
 * @see [Balandat2020]
 */
export class ReferenceAcquisition {
  /** Whose mean and variance are reported: the pending rows are in it, at the values that are expected of them. */
  readonly believer: ReferenceModel;
  readonly #given: CheckedAcquisition;
  readonly #draws: readonly Draw[];

  constructor(model: ReferenceModel, given: CheckedAcquisition) {
    this.#given = given;
    const { pending } = given;
    const d = model.columns.length;
    const rows = Array.from({ length: pending.length / d }, (_, j) =>
      pending.subarray(j * d, (j + 1) * d),
    );
    const means = Float64Array.from(rows, (row) => model.posterior(row).mean);
    this.believer = rows.length === 0 ? model : model.with(pending, means);
    this.#draws = given.confidence || rows.length === 0 ? [] : this.#drawn(rows, means);
  }

  /** Value, mean and variance at one row. */
  at(row: Float64Array): { value: number; mean: number; variance: number } {
    const { mean, variance } = this.believer.posterior(row);
    if (this.#draws.length === 0)
      return { value: this.#plain(mean, variance).value, mean, variance };
    const terms = this.#draws.map(({ model, threshold }) => {
      const drawn = model.posterior(row);
      return logExpectedImprovement(drawn.mean, drawn.variance, threshold).value;
    });
    return { value: logMeanExp(terms), mean, variance };
  }

  gradientAt(row: Float64Array): { value: number; gradient: Float64Array } {
    if (this.#draws.length === 0) {
      const at = this.believer.posteriorAt(row);
      const partial = this.#plain(at.mean, at.variance);
      return { value: partial.value, gradient: chain(partial, at) };
    }
    const terms = this.#draws.map(({ model, threshold }) => {
      const at = model.posteriorAt(row);
      const partial = logExpectedImprovement(at.mean, at.variance, threshold);
      return { value: partial.value, gradient: chain(partial, at) };
    });
    const value = logMeanExp(terms.map((term) => term.value));
    const gradient = row.map((_, k) =>
      terms.reduce(
        (sum, term) => sum + (Math.exp(term.value - value) * term.gradient[k]!) / terms.length,
        0,
      ),
    );
    return { value, gradient };
  }

  #plain(mean: number, variance: number): Partial {
    const { confidence, incumbentValue, beta } = this.#given;
    if (!confidence) return logExpectedImprovement(mean, variance, incumbentValue);
    const stddev = Math.sqrt(variance);
    return { value: beta * stddev - mean, byMean: -1, byVariance: (0.5 * beta) / stddev };
  }

  #drawn(rows: readonly Float64Array[], means: Float64Array): Draw[] {
    const { incumbentValue, normals } = this.#given;
    const q = rows.length;
    const base = this.believer;
    base.update();
    const n = base.size - q;
    return Array.from({ length: normals.length / q }, (_, draw) => {
      const values = means.map((mean, j) => {
        let value = mean;
        for (let i = 0; i <= j; i++)
          value += base.factorEntry(n + j, n + i) * normals[draw * q + i]!;
        return value;
      });
      const model = base.revalued(values);
      const expected = rows.map((row) => model.posterior(row).mean);
      return { model, threshold: Math.min(incumbentValue, ...expected) };
    });
  }
}

function chain(partial: Partial, at: PosteriorGradient): Float64Array {
  return at.meanGradient.map(
    (slope, k) => partial.byMean * slope + partial.byVariance * at.varianceGradient[k]!,
  );
}

function logMeanExp(terms: readonly number[]): number {
  const most = Math.max(...terms);
  const sum = terms.reduce((total, term) => total + Math.exp(term - most), 0);
  return most + Math.log(sum / terms.length);
}
