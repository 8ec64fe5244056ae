import type { CheckedAcquisition } from '../check.ts';
import type { PosteriorGradient } from '../gaussian-process.ts';
import { logExpectedImprovement } from './log-expected-improvement.ts';
import type { ReferenceModel } from './model.ts';

/** An acquisition value with its derivatives with respect to the posterior mean and variance. */
interface AcquisitionDerivatives {
  readonly value: number;
  readonly byMean: number;
  readonly byVariance: number;
}

/** One draw of the pending rows' values: the model that has observed them, and the value to improve on. */
interface Draw {
  readonly model: ReferenceModel;
  readonly threshold: number;
}

/**
 * The acquisition functions. With pending rows, the expected improvement is a mean over draws of their values, each
 * with a model that has observed the draw.
 * @see [Balandat2020]
 */
export class ReferenceAcquisition {
  /** The model with the pending rows added at their posterior mean; its mean and variance are reported. */
  readonly fantasized: ReferenceModel;
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
    this.fantasized = rows.length === 0 ? model : model.with(pending, means);
    this.#draws = given.confidence || rows.length === 0 ? [] : this.#makeDraws(rows, means);
  }

  /** Value, mean and variance at one row. */
  at(row: Float64Array): { value: number; mean: number; variance: number } {
    const { mean, variance } = this.fantasized.posterior(row);
    if (this.#draws.length === 0)
      return { value: this.#evaluate(mean, variance).value, mean, variance };
    const terms = this.#draws.map(({ model, threshold }) => {
      const drawn = model.posterior(row);
      return logExpectedImprovement(drawn.mean, drawn.variance, threshold).value;
    });
    return { value: logMeanExp(terms), mean, variance };
  }

  gradientAt(row: Float64Array): { value: number; gradient: Float64Array } {
    if (this.#draws.length === 0) {
      const at = this.fantasized.posteriorAt(row);
      const derivatives = this.#evaluate(at.mean, at.variance);
      return { value: derivatives.value, gradient: chain(derivatives, at) };
    }
    const terms = this.#draws.map(({ model, threshold }) => {
      const at = model.posteriorAt(row);
      const derivatives = logExpectedImprovement(at.mean, at.variance, threshold);
      return { value: derivatives.value, gradient: chain(derivatives, at) };
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

  #evaluate(mean: number, variance: number): AcquisitionDerivatives {
    const { confidence, incumbentValue, beta } = this.#given;
    if (!confidence) return logExpectedImprovement(mean, variance, incumbentValue);
    const stddev = Math.sqrt(variance);
    return { value: beta * stddev - mean, byMean: -1, byVariance: (0.5 * beta) / stddev };
  }

  #makeDraws(rows: readonly Float64Array[], means: Float64Array): Draw[] {
    const { incumbentValue, normals } = this.#given;
    const q = rows.length;
    const base = this.fantasized;
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

function chain(derivatives: AcquisitionDerivatives, at: PosteriorGradient): Float64Array {
  return at.meanGradient.map(
    (entry, k) => derivatives.byMean * entry + derivatives.byVariance * at.varianceGradient[k]!,
  );
}

function logMeanExp(terms: readonly number[]): number {
  const most = Math.max(...terms);
  const sum = terms.reduce((total, term) => total + Math.exp(term - most), 0);
  return most + Math.log(sum / terms.length);
}
