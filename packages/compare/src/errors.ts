import { defineErrors, quote } from '@tune/core/plugin';

/** The errors of this package. `docs/reference/errors.md` is generated from such tables. */
export const compareError = defineErrors({
  COMPARE_CLAIM_INVALID: (d) =>
    `Expected ${String(d['expected'])} for ${String(d['name'])}, but got ${quote(d['value'])}.`,
  COMPARE_DESIGN_INVALID: (d) =>
    `Expected ${String(d['expected'])} for ${String(d['name'])} of a comparison, but got ${quote(d['value'])}.`,
  COMPARE_OPTION_INVALID: (d) =>
    `Expected ${String(d['expected'])} for the option ${String(d['name'])} of compare, but got ${quote(d['value'])}.`,
  COMPARE_PROBLEMS_INVALID: () => 'Expected at least one comparison to summarize, but got none.',
  COMPARE_RUN_CHANGED: (d) =>
    `The stored run ${quote(d['study'])} was made by another strategy than the one that is now labeled ${quote(d['label'])}: its first point is ${quote(d['stored'])}, but this strategy begins with ${quote(d['given'])}. Give the strategy another label, or use another storage. To keep such runs apart, declare a version in the strategy, and change it whenever it may suggest other points.`,
});
