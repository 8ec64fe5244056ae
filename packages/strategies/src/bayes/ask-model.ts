import type { History, Space } from '@tune/core';
import { hasMoreThan, type Pacer } from '@tune/core/plugin';
import { ENUMERATION_LIMIT } from './acquisition/candidates.ts';
import { lastFit, type Fit } from './model/hyperparameters-meta.ts';
import type { ModelOptions } from './model/model.ts';
import { trustRegion, type TrustRegion } from './region/trust-region.ts';

/** ln of the noise variance, for losses of variance 1, above which a box would follow lucky losses. */
const MAX_BOX_LOG_NOISE = Math.log(0.05);

/** What the model of the next suggestion covers, and where its fit starts. */
export interface AskModel {
  /** Whether trust regions are in use; without a region the initial design of the next one is due. */
  readonly usesRegions: boolean;
  readonly region: TrustRegion | undefined;
  readonly fit: Pick<ModelOptions, 'last' | 'fits'>;
}

/**
 * Decides from a history whether the next model is that of a box.
 *
 * @param history  of full fidelity
 * @param options.initialCount  trials before the model
 * @param options.trustRegion  whether boxes are allowed
 */
export async function askModel(
  space: Space,
  history: History,
  options: {
    readonly initialCount: number;
    readonly trustRegion: boolean;
    readonly pacer: Pacer;
  },
): Promise<AskModel> {
  const { initialCount, pacer } = options;
  const last = lastFit(history, space.columns.length);
  // No box in a small finite space, nor when the best loss is mostly luck.
  const usesRegions =
    options.trustRegion &&
    history.ended.length >= initialCount &&
    !isNoisy(last) &&
    (await hasMoreThan(space, ENUMERATION_LIMIT, pacer));
  const region = usesRegions ? trustRegion(space, history, initialCount) : undefined;
  // Always refit: length scales of another trust region do not apply.
  const refits = region !== undefined || last?.isFromBox === true;
  const fit = { last: last?.hyperparameters, ...(refits ? { fits: true } : {}) };
  return { usesRegions, region, fit };
}

const isNoisy = (last: Fit | undefined): boolean =>
  last !== undefined && last.hyperparameters.logNoise > MAX_BOX_LOG_NOISE;
