import type { ErrorDetails } from '@tune/core';
import { defineErrors, quote } from '@tune/core/plugin';

/** What is said of an option that does not exist; undefined if it does. */
function unknownOption(d: ErrorDetails): string | undefined {
  const { known } = d;
  if (!Array.isArray(known)) return undefined;
  const options = known.length === 0 ? '; it has none' : `. Its options: ${known.join(', ')}`;
  return `The ${String(d['kind'] ?? 'strategy')} ${quote(d['strategy'])} has no option ${quote(d['option'])}${options}.`;
}

/** The errors of this package. `docs/reference/errors.md` is generated from such tables. */
export const strategyError = defineErrors({
  STRATEGY_OPTION_INVALID: (d) =>
    unknownOption(d) ??
    `The ${String(d['kind'] ?? 'strategy')} ${quote(d['strategy'])} expects ${String(d['expected'])}${d['option'] === undefined ? '' : ` for its option ${quote(d['option'])}`}, but got ${quote(d['value'])}.`,
  STRATEGY_MODEL_UNAVAILABLE: (d) =>
    `The strategy "bayes" cannot use its model, and without it would be another strategy (${String(d['code'])}): ${String(d['reason'])}`,
});
