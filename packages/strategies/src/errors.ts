import { defineErrors, quote } from '@tune/core/plugin';

/** The errors of this package. `docs/reference/errors.md` is generated from such tables. */
export const strategyError = defineErrors({
  STRATEGY_OPTION_INVALID: (d) =>
    `The ${String(d['kind'] ?? 'strategy')} ${quote(d['strategy'])} expects ${String(d['expected'])}${d['option'] === undefined ? '' : ` for its option ${quote(d['option'])}`}, but got ${quote(d['value'])}.`,
});
