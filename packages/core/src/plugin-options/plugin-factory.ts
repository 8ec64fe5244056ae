import type { Json } from '../json.ts';
import { checkOptions, identityOptions, type PluginKind } from './check-options.ts';
import type { CompleteOptions, OptionRules, OptionsOf } from './option-rule.ts';

/** What a factory says about the plugins that it makes: lists, help and generated pages show it. */
export interface PluginDescription {
  readonly kind: PluginKind;
  readonly name: string;
  /** One sentence. */
  readonly description: string;
  readonly options: OptionRules;
}

/** Makes plugins from options, and says which ones it takes. */
export interface PluginFactory<
  Options extends object,
  Plugin,
  Context extends readonly unknown[] = [],
> {
  (options?: Options, ...context: Context): Plugin;
  readonly plugin: PluginDescription;
}

/** The given options that differ from their defaults: part of the identity of stored runs. */
export interface PluginIdentity {
  readonly options?: Json;
}

/**
 * A factory that checks its options, fills in their defaults, and describes itself.
 *
 * @param definition.create  gets the options, and those that make a difference, to be spread into a
 * strategy or an objective; of an executor also its `ExecutorContext`
 * @returns throws STRATEGY_OPTION_INVALID (or that of its kind) on options that no rule accepts
 *
 * @example
 * ```ts
 * import { integerBetween, pluginFactory } from '@tune/core/plugin';
 * import type { Pruner } from '@tune/core';
 * export const limit = pluginFactory({
 *   kind: 'pruner',
 *   name: 'limit',
 *   description: 'Stops every trial after some steps.',
 *   options: { steps: integerBetween(1, 1e6, { default: 100, description: 'The last step.' }) },
 *   create: ({ steps }): Pruner => ({
 *     name: 'limit',
 *     decide: (_, { points }) => ((points.at(-1)?.step ?? 0) < steps ? 'keep' : 'stop'),
 *   }),
 * });
 * limit.plugin.options.steps?.default; // 100
 * ```
 */
export function pluginFactory<
  const Rules extends OptionRules,
  Plugin,
  Context extends readonly unknown[] = [],
>({
  create,
  ...plugin
}: PluginDescription & {
  readonly options: Rules;
  create(options: CompleteOptions<Rules>, identity: PluginIdentity, ...context: Context): Plugin;
}): PluginFactory<OptionsOf<Rules>, Plugin, Context> {
  const { kind, name, options: rules } = plugin;
  const defaults = Object.entries(rules).filter(([, rule]) => rule.default !== undefined);
  const make = (options: OptionsOf<Rules> = {}, ...context: Context): Plugin => {
    checkOptions({ kind, name }, options, rules);
    const given = Object.entries(options).filter(([, value]) => value !== undefined);
    const complete = [...defaults.map(([option, rule]) => [option, rule.default]), ...given];
    return create(
      Object.fromEntries(complete) as CompleteOptions<Rules>,
      identityOptions(options, rules),
      ...context,
    );
  };
  Object.defineProperty(make, 'name', { value: name });
  return Object.assign(make, { plugin });
}
