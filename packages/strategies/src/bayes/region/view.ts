import type { Space } from '@tune/core';
import type { GaussianProcess, LoadedGaussianProcess } from '@tune/gp-native';
import { MIN_DISTANCE } from '../acquisition/min-distance.ts';
import { isNumericalFault } from '../model/faults.ts';
import { fitModel, rescaleHyperparameters, type ModelOptions } from '../model/model.ts';
import { inBox, type Observations } from '../model/observations.ts';
import { innerPart, type TrustRegion } from './trust-region.ts';

/** A model and the box in which it is searched. */
export interface View {
  readonly model: GaussianProcess;
  readonly observations: Observations;
  /** The box to search; undefined for the whole space. */
  readonly region: TrustRegion | undefined;
  /** Minimum distance from running trials, by coordinate of the model's cube: see {@link MIN_DISTANCE}. */
  readonly minDistance: readonly number[];
}

/** The views of one ask. They share one fit. */
export interface Views {
  readonly whole: View;
  /** The view of the inner part of the box; the whole view if there is no box or its model cannot be factored. */
  inner(): Promise<View>;
  dispose(): void;
}

/**
 * Fits a model to observations of the whole space, or of a region of it.
 *
 * @throws GpError  the covariance cannot be factored
 */
export async function fitViews(
  gaussianProcess: LoadedGaussianProcess,
  space: Space,
  { observations, region }: Pick<View, 'observations' | 'region'>,
  options: ModelOptions,
): Promise<Views> {
  const { spans } = observations.box;
  const model = await fitModel(gaussianProcess, space, observations, options);
  const whole: View = { model, observations, region, minDistance: spans.map(() => MIN_DISTANCE) };
  const createInner = async (): Promise<View> => {
    if (region === undefined) return whole;
    const part = innerPart(space, region);
    const inner = inBox(observations, part.box);
    const last = rescaleHyperparameters(model.hyperparameters, observations.box, part.box);
    // The same distance in the space. A column that is not stretched has the same length in both boxes.
    const minDistance = spans.map((span, j) => (MIN_DISTANCE * span) / part.box.spans[j]!);
    try {
      const rescaled = await fitModel(gaussianProcess, space, inner, {
        ...options,
        last,
        fits: false,
      });
      models.push(rescaled);
      return { model: rescaled, observations: inner, region: part, minDistance };
    } catch (error) {
      if (!isNumericalFault(error)) throw error;
      return whole;
    }
  };
  const models = [model];
  let inner: Promise<View> | undefined;
  return {
    whole,
    inner: () => (inner ??= createInner()),
    dispose() {
      for (const one of models) one.dispose();
    },
  };
}
