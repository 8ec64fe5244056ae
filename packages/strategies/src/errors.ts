import { defineErrors } from '@tune/core/plugin';

/** The errors of this package. `docs/reference/errors.md` is generated from such tables. */
export const strategyError = defineErrors({
  STRATEGY_MODEL_UNAVAILABLE: (d) =>
    `The strategy "bayes" cannot use its model, and does not search without it (${String(d['code'])}): ${String(d['reason'])}`,
});
