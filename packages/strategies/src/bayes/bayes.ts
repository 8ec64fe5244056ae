import type { Ask, Point, RecommendAsk, Strategy, Suggestion } from '@tune/core';
import {
  EvaluatedPoints,
  integerBetween,
  oneOf,
  pluginFactory,
  trueOrFalse,
  type CompleteOptions,
  type PluginFactory,
} from '@tune/core/plugin';
import type { LoadedGaussianProcess } from '@tune/gp-native';
import { trialCount } from '../counts.ts';
import { fullFidelityHistory } from '../full-fidelity.ts';
import { VERSION } from '../version.ts';
import { pickPoint } from './acquisition/pick.ts';
import { defaultCandidateCount, mostCandidates } from './acquisition/sample-candidates.ts';
import { askModel } from './ask-model.ts';
import { designSeed, initialDesignSize, initialPoint } from './initial-design.ts';
import { isNumericalFault, modelError } from './model/faults.ts';
import { backendRule, describeBackend, loadOnce } from './model/load.ts';
import { modelRules, type Noise } from './model/model.ts';
import { observe } from './model/observations.ts';
import { chooseTrial } from './recommend.ts';
import { useInnerBox } from './region/trust-region.ts';
import { fitViews, type Views } from './region/view.ts';

/** With a thousand trials these take seconds. */
const MAX_CANDIDATES = 10_000;

export interface BayesOptions {
  /** Trials before the model; default: see {@link initialDesignSize}. */
  readonly initialTrials?: number;
  /**
   * `deterministic`: equal points have equal values, so the model has no noise; `infer`: they have not,
   * so a noise is fitted; default `auto`: whichever makes the values more likely.
   */
  readonly noise?: Noise;
  /** `logEI` (default) maximizes log expected improvement, `ucb` minimizes the mean less two standard deviations. */
  readonly acquisition?: 'logEI' | 'ucb';
  /** How smooth the model takes the losses to be; default `matern52`. */
  readonly kernel?: 'matern52' | 'matern32' | 'rbf';
  /**
   * Sobol points at which the acquisition is evaluated, 1 to 10,000; default 512, or 10,240 / d for d > 20
   * parameters. For d > 200 parameters they are at most 2,000,000 / d.
   */
  readonly candidates?: number;
  /**
   * Whether to search and model a box around the best trial, which grows after successes and shrinks after
   * failures, as long as the losses are not very noisy; points near the best five trials are candidates too.
   * Of trials that run at the same time, all but one are searched in the inner part of the box. `false`
   * searches the whole space. Default true.
   */
  readonly trustRegion?: boolean;
  /** Which Gaussian process; default `auto`: the addon if it loads, else WebAssembly. */
  readonly backend?: 'auto' | 'native' | 'wasm' | 'reference';
}

/** Rules of the options of `bayes`. */
export const bayesRules = {
  initialTrials: trialCount({
    description: 'Trials before the model.',
    defaultText: '2 d - 1 for d parameters, 3 to 12, at most a quarter of the trials',
  }),
  ...modelRules,
  acquisition: oneOf(['logEI', 'ucb'], {
    description:
      'logEI maximizes log expected improvement, ucb minimizes the mean less two standard deviations.',
    default: 'logEI',
  }),
  candidates: integerBetween(1, MAX_CANDIDATES, {
    description: 'Sobol points at which the acquisition is evaluated.',
    defaultText: '512, or 10,240 / d for d > 20 parameters',
  }),
  trustRegion: trueOrFalse({
    description:
      'Search a box around the best trial that grows and shrinks; false: the whole space.',
    default: true,
  }),
  backend: backendRule,
};

type Settings = CompleteOptions<typeof bayesRules>;

/**
 * Bayesian optimization: an initial design (center, then scrambled Sobol), then a Gaussian process on
 * the warped losses (Matern-5/2, a length scale for each parameter, MAP) whose log expected
 * improvement is maximized in a box around the best trial. No point is suggested twice. The outcomes of
 * running trials are averaged over. Conditions and constraints are honored. A finite space ends with `[]`.
 * Trials below full fidelity are ignored. Every suggestion's `meta` has its phase: `initial`, `model` (with predicted mean and variance, in
 * standardized units, and the acquisition value), `explore` (the same, from a model with length scales
 * half as long), `random` (all maxima of the acquisition are evaluated) or `fallback` with the reason (the
 * losses cannot be modeled). A model that cannot be loaded, or that fails for another reason, is an error.
 *
 * It recommends the evaluated point of the best posterior mean, from a model of its own, if a noise makes
 * the values at least 20 times as likely, else that of the best value.
 *
 * @throws STRATEGY_OPTION_INVALID
 * @throws STRATEGY_MODEL_UNAVAILABLE  from `setup`, `suggest` and `recommend`: the Gaussian process cannot be used
 * @throws SPACE_CONSTRAINT_EMPTY  a finite space has no allowed point
 * @throws SPACE_CONSTRAINT_NARROW  no point that meets the constraints was found
 * @see [Ament2023] log expected improvement, [Balandat2020] the same with running trials, [Hvarfner2024] length scale prior, [Eriksson2019] the box
 *
 * @example
 * ```ts
 * import { bayes } from '@tune/strategies';
 * bayes({ initialTrials: 8 }).capabilities.exhaustive; // true
 * ```
 */
export const bayes: PluginFactory<BayesOptions, Strategy> = pluginFactory({
  kind: 'strategy',
  name: 'bayes',
  description:
    'Bayesian optimization: a Gaussian process, and the largest expected improvement in a box around the best trial.',
  options: bayesRules,
  create(options, identity): Strategy {
    const load = loadOnce(options.backend);
    return {
      name: 'bayes',
      apiVersion: 1,
      version: VERSION,
      ...identity,
      capabilities: { parallel: true, exhaustive: true },
      async setup() {
        return describeBackend(await load());
      },
      suggest: async (ask) => suggest(ask, options, await load()),
      recommend: async (ask) => recommend(ask, options, load),
    };
  },
});

/** The point to use; undefined, for that of the best value, if the values are exact or cannot be modeled. */
async function recommend(
  { space, history, signal }: RecommendAsk,
  { initialTrials, noise, kernel, trustRegion }: Settings,
  load: () => Promise<LoadedGaussianProcess>,
): Promise<Point | undefined> {
  if (noise === 'deterministic') return undefined;
  const options = { noise, kernel, initialTrials, trustRegion, signal };
  try {
    const full = fullFidelityHistory(history);
    return (await chooseTrial(space, full, options, await load()))?.trial.point;
  } catch (error) {
    if (signal.aborted) throw error;
    if (!isNumericalFault(error)) throw modelError(error);
    return undefined;
  }
}

async function suggest(
  ask: Ask,
  {
    initialTrials,
    noise,
    acquisition,
    kernel,
    candidates = defaultCandidateCount(ask.space),
    trustRegion: usesBox,
  }: Settings,
  gaussianProcess: LoadedGaussianProcess,
): Promise<readonly Suggestion[]> {
  const { space, count, budget, rng, scratch, signal } = ask;
  const history = fullFidelityHistory(ask.history);
  const begun = history.ended.length + history.pending.length;
  const initialCount = initialTrials ?? initialDesignSize(space.columns.length, budget);
  const evaluated = new EvaluatedPoints(ask);
  const seed = designSeed(history, rng.split('design'));
  const { usesRegions, region, fit } = await askModel(space, history, {
    initialCount,
    trustRegion: usesBox,
    pacer: evaluated.search.pacer,
  });
  const observations =
    usesRegions && region === undefined ? undefined : observe(space, history, { region, scratch });
  const suggestions: Suggestion[] = [];
  let views: Views | undefined;
  try {
    while (suggestions.length < count && !(await evaluated.isExhausted())) {
      const index = begun + suggestions.length;
      const stream = rng.split(`suggestion ${suggestions.length}`);
      let suggestion: Suggestion | undefined;
      if (index < initialCount || observations === undefined) {
        suggestion = await initialPoint(space, evaluated, stream, { index, seed });
      } else {
        try {
          views ??= await fitViews(
            gaussianProcess,
            space,
            { observations, region },
            { noise, kernel, signal, ...fit },
          );
          const options = {
            candidates: Math.min(candidates, mostCandidates(space)),
            acquisition,
            backend: gaussianProcess.backend,
            pending: [...history.pending, ...suggestions].map(({ point }) => point),
            hyperparameters: views.whole.model.hyperparameters,
            scratch,
            signal,
          };
          // In a finite space evaluated cells are excluded anyway, so every suggestion uses the whole box.
          const isInner = space.lattice().size === Infinity && useInnerBox(history, suggestions);
          if (isInner) {
            const inner = await views.inner();
            suggestion = await pickPoint(inner, space, evaluated, stream, options);
          }
          suggestion ??= await pickPoint(views.whole, space, evaluated, stream, options);
        } catch (error) {
          if (signal.aborted) throw error;
          // If the losses cannot be modeled, the search goes on without a model. All else ends it.
          if (!isNumericalFault(error)) throw modelError(error);
          suggestion = await initialPoint(space, evaluated, stream, {
            index,
            seed,
            reason: (error as Error).message,
          });
        }
      }
      if (suggestion === undefined) break;
      evaluated.add(suggestion.point);
      suggestions.push(suggestion);
    }
  } finally {
    views?.dispose();
  }
  return suggestions;
}
