import type { EndedTrial, History, Space } from '@tune/core';
import type { Kernel, LoadedGaussianProcess } from '@tune/gp-native';
import { initialDesignSize } from './initial-design.ts';
import { fitModel, isExact, type Noise } from './model/model.ts';
import { observe } from './model/observations.ts';
import { isFromModel, trustRegion } from './region/trust-region.ts';

/**
 * How much more likely a noise must make the values, as a logarithm (a factor of 20), before the model is
 * believed rather than the best value: a rough function without noise looks noisy at first.
 */
const MIN_NOISE_EVIDENCE = 3;

/** A trial whose point is the one to use, and what the model says about that point. */
export interface ModeledChoice {
  readonly trial: EndedTrial;
  /** The loss without noise: the median of the model, and its interval of 95 %. */
  readonly loss: number;
  readonly interval: readonly [number, number];
}

export interface ChoiceOptions {
  readonly noise: Noise;
  readonly kernel: Kernel;
  readonly initialTrials?: number | undefined;
  /** Whether the model is that of the box around the best trial. */
  readonly trustRegion: boolean;
  readonly signal: AbortSignal;
}

/**
 * The complete trial with the best posterior mean, if the values are noisy; else the one of the best value.
 *
 * @param history  of full fidelity
 * @returns undefined if there is nothing to model: no complete trial, or all losses are equal
 * @throws GpError  the losses cannot be modeled
 */
export async function chooseTrial(
  space: Space,
  history: History,
  options: ChoiceOptions,
  gaussianProcess: LoadedGaussianProcess,
): Promise<ModeledChoice | undefined> {
  const { noise, kernel, signal } = options;
  const { incumbent } = history;
  // A box that nothing was suggested from says nothing about trials that are known from elsewhere.
  const region =
    options.trustRegion && history.ended.some(isFromModel)
      ? trustRegion(space, history, options.initialTrials ?? designSizeOf(space))
      : undefined;
  const observations = observe(space, history, { region });
  if (incumbent === undefined || observations === undefined) return undefined;
  const model = await fitModel(gaussianProcess, space, observations, {
    ...{ noise, kernel, signal, last: undefined, fits: true },
    minNoiseEvidence: MIN_NOISE_EVIDENCE,
  });
  try {
    const candidates = isExact(model)
      ? [incumbent]
      : history.ended.filter(({ loss }) => loss !== undefined);
    const dimensions = space.columns.length;
    const rows = new Float64Array(candidates.length * dimensions);
    candidates.forEach(({ point }, i) => rows.set(observations.box.row(point), i * dimensions));
    const { mean, variance } = model.posterior(rows);
    const best = candidates.reduce((first, { loss }, i) => {
      const difference = mean[i]! - mean[first]!;
      const isBetter = difference < 0 || (difference === 0 && loss! < candidates[first]!.loss!);
      return isBetter ? i : first;
    }, 0);
    const lossAt = (deviations: number): number =>
      observations.transform.inverse(mean[best]! + deviations * Math.sqrt(variance[best]!));
    return {
      trial: candidates[best]!,
      loss: lossAt(0),
      interval: [lossAt(-1.96), lossAt(1.96)],
    };
  } finally {
    model.dispose();
  }
}

/** The budget is not known here; without it the design is the largest. */
const designSizeOf = ({ columns }: Space): number => initialDesignSize(columns.length, undefined);
