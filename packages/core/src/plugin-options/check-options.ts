import { coreError } from '../errors.ts';
import type { Json } from '../json.ts';
import { nearest } from '../nearest.ts';
import type { TuneError } from '../tune-error.ts';
import type { OptionRule, OptionRules } from './option-rule.ts';

/** What a plugin is. */
export type PluginKind = 'strategy' | 'objective' | 'pruner' | 'storage' | 'executor' | 'reporter';

/** Whose options are checked: `{ kind: 'strategy', name: 'bayes' }`. */
export interface OptionOwner {
  readonly kind: PluginKind | 'function';
  readonly name: string;
}

/**
 * Checks options against their rules.
 *
 * @throws STRATEGY_OPTION_INVALID, OBJECTIVE_OPTION_INVALID, PRUNER_OPTION_INVALID, PLUGIN_OPTION_INVALID
 * by the kind of the owner: an unknown option, or a value that its rule does not accept
 *
 * @example
 * ```ts
 * import { checkOptions, integerBetween } from '@tune/core/plugin';
 * const rules = { width: integerBetween(1, 9) };
 * checkOptions({ kind: 'strategy', name: 'beam' }, { width: 3 }, rules);
 * ```
 */
export function checkOptions(owner: OptionOwner, options: unknown, rules: OptionRules): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw optionError(owner, { value: options, expected: 'an object of options by name' });
  }
  for (const [option, value] of Object.entries(options)) {
    const rule = Object.hasOwn(rules, option) ? rules[option] : undefined;
    if (rule === undefined) {
      const known = Object.keys(rules);
      throw optionError(owner, { option, value, known, nearest: nearest(option, known) });
    }
    if (value === undefined || rule.accepts(value)) continue;
    const { expected } = rule;
    throw optionError(owner, { option, value, expected, nearest: nearestChoice(rule, value) });
  }
}

function nearestChoice({ choices = [] }: OptionRule, value: unknown): string | undefined {
  return typeof value === 'string' ? nearest(value, choices.map(String)) : undefined;
}

/** The error of an option, for a check of a plugin's own. */
export function optionError(
  { kind, name }: OptionOwner,
  details: {
    readonly option?: string;
    readonly value: unknown;
    readonly expected?: string;
    readonly known?: readonly string[];
    readonly nearest?: string | undefined;
  },
): TuneError {
  const all = { kind, plugin: name, ...details };
  switch (kind) {
    case 'strategy':
      return coreError('STRATEGY_OPTION_INVALID', all);
    case 'objective':
      return coreError('OBJECTIVE_OPTION_INVALID', all);
    case 'pruner':
      return coreError('PRUNER_OPTION_INVALID', all);
    default:
      return coreError('PLUGIN_OPTION_INVALID', all);
  }
}

/**
 * The `options` of a plugin's identity: those that were given and differ from their defaults, so that two
 * plugins that behave alike have equal identities. Missing if there are none.
 */
export function identityOptions(options: object, rules: OptionRules): { readonly options?: Json } {
  const given = Object.entries(options as Readonly<Record<string, Json | undefined>>).filter(
    (entry): entry is [string, Json] =>
      entry[1] !== undefined && entry[1] !== rules[entry[0]]?.default,
  );
  return given.length === 0 ? {} : { options: Object.fromEntries(given.toSorted(byName)) };
}

const byName = ([a]: [string, Json], [b]: [string, Json]): number => (a < b ? -1 : 1);
