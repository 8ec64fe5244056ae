import type { History, Scratch, Space } from '@tune/core';
import type { GaussianProcess, LoadedGaussianProcess } from '@tune/gp-native';
import { fitModel, inFrame, type ModelOptions } from './model.ts';
import { observe, type Observations } from './observations.ts';
import { innerPart, type TrustRegion } from './trust-region.ts';

/** What a suggestion is looked for with. */
export interface View {
  readonly model: GaussianProcess;
  readonly observations: Observations;
  /** Where to look, in place of the whole space. */
  readonly region: TrustRegion | undefined;
}

/** The views that one ask has, which share one fit. */
export interface Views {
  readonly whole: View;
  /** The inner part of the whole view's box, by the same model; without a box the whole view. */
  inner(): View;
  dispose(): void;
}

/**
 * Fits a model and looks through it.
 *
 * @throws GpError  the covariance cannot be factored
 */
export async function fitViews(
  gaussianProcess: LoadedGaussianProcess,
  space: Space,
  history: History,
  { observations, region }: Pick<View, 'observations' | 'region'>,
  { scratch, ...options }: Omit<ModelOptions, 'always'> & { readonly scratch: Scratch },
): Promise<Views> {
  const always = region !== undefined;
  const model = await fitModel(gaussianProcess, space, observations, {
    ...options,
    always,
  });
  const whole = { model, observations, region };
  let inner: View | undefined;
  const createInner = (box: TrustRegion): View => {
    const part = innerPart(space, box);
    const near = observe(space, history, { region: part, scratch })!;
    const { kernel } = options;
    return {
      model: inFrame(gaussianProcess, space, kernel, model, observations.frame, near),
      observations: near,
      region: part,
    };
  };
  return {
    whole,
    inner: () => (region === undefined ? whole : (inner ??= createInner(region))),
    dispose() {
      model.dispose();
      inner?.model.dispose();
    },
  };
}
