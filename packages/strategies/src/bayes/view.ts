import type { Space } from '@tune/core';
import { GpError, type GaussianProcess, type LoadedGaussianProcess } from '@tune/gp-native';
import { APART } from './apart.ts';
import { fitModel, reframedHyperparameters, type ModelOptions } from './model.ts';
import { reframed, type Observations } from './observations.ts';
import { innerPart, type TrustRegion } from './trust-region.ts';

/** What a suggestion is looked for with. */
export interface View {
  readonly model: GaussianProcess;
  readonly observations: Observations;
  /** Where to look, in place of the whole space. */
  readonly region: TrustRegion | undefined;
  /** How far from running trials, in each coordinate of the model's cube: see {@link APART}. */
  readonly distances: readonly number[];
}

/** The views of one ask, of which all have the same fit. */
export interface Views {
  readonly whole: View;
  /** Of the inner part of the whole one's box; where there is none, or no factor of it, the whole one. */
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
  const { spans } = observations.frame;
  const model = await fitModel(gaussianProcess, space, observations, options);
  const whole: View = { model, observations, region, distances: spans.map(() => APART) };
  const createInner = async (): Promise<View> => {
    if (region === undefined) return whole;
    const part = innerPart(space, region);
    const near = reframed(observations, part.frame);
    const last = reframedHyperparameters(model.hyperparameters, observations.frame, part.frame);
    // A column that is not stretched is as long in both.
    const distances = spans.map((span, j) => (APART * span) / part.frame.spans[j]!);
    try {
      const moved = await fitModel(gaussianProcess, space, near, { ...options, last, fits: false });
      models.push(moved);
      return { model: moved, observations: near, region: part, distances };
    } catch (error) {
      if (!(error instanceof GpError)) throw error;
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
