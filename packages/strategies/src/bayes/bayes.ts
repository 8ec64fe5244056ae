import type { Ask, Strategy, Suggestion } from '@tune/core';
import { GpError, type LoadedGaussianProcess } from '@tune/gp-native';
import { checkOptions, oneOf, wholeNumber } from '../options.ts';
import { Seen } from '../seen.ts';
import { WHOLE } from './candidates.ts';
import { rowCount } from './chance-rows.ts';
import { lastFit } from './hyperparameters-meta.ts';
import { backendRule, inUse, loadOnce } from './load.ts';
import { modelRules, type Noise } from './model.ts';
import { observe } from './observations.ts';
import { pickPoint } from './pick.ts';
import { designSeed, startPoint, startSize } from './start-design.ts';
import { looksNear, trustRegion } from './trust-region.ts';
import { fitViews, type Views } from './view.ts';

/** ln of a noise variance, beside a variance of 1 of the losses, above which a box would follow luck. */
const NOISY = Math.log(0.05);

export interface BayesOptions {
  /** Trials before the model; default: see {@link startSize}. */
  readonly initialTrials?: number;
  /**
   * `deterministic`: equal points have equal values, so the model has no noise; `infer`: they have
   * not, a noise is fitted; default `auto`: what makes the values likelier.
   */
  readonly noise?: Noise;
  /** What a suggestion maximizes: the logarithm of expected improvement (default), or mean minus two deviations. */
  readonly acquisition?: 'logEI' | 'ucb';
  /** How smooth the losses are taken to be; default `matern52`. */
  readonly kernel?: 'matern52' | 'matern32' | 'rbf';
  /** Sobol points that the acquisition is evaluated at; default 512, of d > 20 parameters 10,240 / d. */
  readonly candidates?: number;
  /**
   * Whether to look in a box around the best trial, which grows with success and shrinks without (and near
   * the best five), and to model the trials near it, as long as the losses are not very noisy; of trials that
   * run at the same time, all but one look at the inner part of the box. `false`: everywhere. Default true.
   */
  readonly trustRegion?: boolean;
  /** Which Gaussian process; default `auto`: the addon where it loads, else WebAssembly. */
  readonly backend?: 'auto' | 'native' | 'wasm' | 'reference';
}

/**
 * Bayesian optimization: a start design (center, then scrambled Sobol), then a Gaussian process on
 * the warped losses (Matern-5/2, a length scale for each parameter, MAP) whose log expected
 * improvement is maximized in a box around the best trial. No point is suggested twice; what trials that
 * are running may turn out to be is averaged over; conditions and constraints are honored; a finite
 * space ends with `[]`. Every suggestion's `meta` says its phase:
 * `start`, `model` (with predicted mean and variance, in standardized units, and the acquisition
 * value), `doubt` (the same, of a model whose length scales count half) or `fallback` with the reason.
 *
 * @throws STRATEGY_OPTION_INVALID
 * @throws SPACE_CONSTRAINT_NARROW  no point that meets the constraints was found
 * @see [Ament2023] log expected improvement, [Balandat2020] the same with running trials, [Hvarfner2024] length scale prior, [Eriksson2019] the box
 *
 * @example
 * ```ts
 * import { bayes } from '@tune/strategies';
 * bayes({ initialTrials: 8 }).capabilities.exhaustive; // true
 * ```
 */
export function bayes(options: BayesOptions = {}): Strategy {
  checkOptions('bayes', options, {
    initialTrials: wholeNumber(1),
    ...modelRules,
    acquisition: oneOf('logEI', 'ucb'),
    candidates: wholeNumber(1),
    trustRegion: oneOf(true, false),
    backend: backendRule,
  });
  const load = loadOnce(options.backend ?? 'auto');
  return {
    name: 'bayes',
    apiVersion: 1,
    capabilities: { parallel: true, exhaustive: true },
    async setup() {
      return [{ label: 'gaussian process', value: inUse(await load()), decides: true }];
    },
    suggest: async (ask) => suggest(ask, options, await load()),
  };
}

async function suggest(
  ask: Ask,
  {
    initialTrials,
    noise = 'auto',
    acquisition = 'logEI',
    kernel = 'matern52',
    candidates = rowCount(ask.space),
    trustRegion: inBox = true,
  }: BayesOptions,
  gaussianProcess: LoadedGaussianProcess,
): Promise<readonly Suggestion[]> {
  const { space, history, count, budget, rng, scratch, signal } = ask;
  const begun = history.ended.length + history.pending.length;
  const startTrials = initialTrials ?? startSize(space.columns.length, budget);
  const seen = new Seen(ask);
  const seed = designSeed(history, rng.split('design'));
  const last = lastFit(history, space.columns.length);
  const isNoisy = last !== undefined && last.hyperparameters.logNoise > NOISY;
  // A small finite space is looked at whole, and so is one whose best loss is mostly luck.
  const inRegion =
    inBox && space.cardinality > WHOLE && history.ended.length >= startTrials && !isNoisy;
  const region = inRegion ? trustRegion(space, history, startTrials) : undefined;
  // Where regions are in use and there is none, the next one's start design is due.
  const observations =
    inRegion && region === undefined ? undefined : observe(space, history, { region, scratch });
  const suggestions: Suggestion[] = [];
  let views: Views | undefined;
  try {
    while (suggestions.length < count && !seen.exhausted) {
      const index = begun + suggestions.length;
      const stream = rng.split(`suggestion ${suggestions.length}`);
      let suggestion: Suggestion | undefined;
      if (index < startTrials || observations === undefined) {
        suggestion = startPoint(space, seen, stream, { index, seed });
      } else {
        try {
          views ??= await fitViews(
            gaussianProcess,
            space,
            { observations, region },
            {
              noise,
              kernel,
              last: last?.hyperparameters,
              // A box moves; and what is no box any more has other length scales than it had.
              ...(region !== undefined || last?.isOfBox === true ? { fits: true } : {}),
              signal,
            },
          );
          const options = {
            candidates,
            acquisition,
            backend: gaussianProcess.backend,
            pending: [...history.pending, ...suggestions].map(({ point }) => point),
            hyperparameters: views.whole.model.hyperparameters,
            scratch,
            signal,
          };
          // In a finite space, where no cell is suggested twice, all look at the whole box.
          const isNear = space.cardinality === Infinity && looksNear(history, suggestions);
          if (isNear) {
            suggestion = await pickPoint(await views.inner(), space, seen, stream, options);
          }
          suggestion ??= await pickPoint(views.whole, space, seen, stream, options);
        } catch (error) {
          // Numbers that no model can be made of are no reason to stop a search; an abort is.
          if (!(error instanceof GpError) || signal.aborted) throw error;
          suggestion = startPoint(space, seen, stream, { index, seed, reason: error.message });
        }
      }
      if (suggestion === undefined) break;
      seen.add(suggestion.point);
      suggestions.push(suggestion);
    }
  } finally {
    views?.dispose();
  }
  return suggestions;
}
