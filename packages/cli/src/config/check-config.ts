import type { TuneError } from '@tune/core';
import { nearest, quote, type PluginKind } from '@tune/core/plugin';
import { expectedOption } from '../comparison/definition-fault.ts';
import { cliError } from '../errors.ts';
import { optionOf, type OptionName } from '../options/table.ts';
import { KINDS } from '../plugins/kinds.ts';
import { parseQuery } from '../plugins/query.ts';
import { SECTIONS } from './current.ts';
import { DEFAULT_OPTIONS } from './default-options.ts';
import type { TuneConfig } from './define-config.ts';

const KEYS = [...Object.values(SECTIONS), 'spaces', 'suites', 'defaults'];

/** Names of entries are typed between commas, and are parts of names of studies. */
const NAME = /^[\w][\w.-]*$/;

/**
 * Checks what a config has.
 * @throws CLI_CONFIG_INVALID  an unknown key, a wrong type, or the name of something built in
 */
export async function checkConfig(file: string, value: unknown): Promise<TuneConfig> {
  const fail = (reason: string): TuneError => cliError('CLI_CONFIG_INVALID', { file, reason });
  if (!isObject(value)) {
    const got = typeof value === 'function' ? 'a function' : quote(value);
    throw fail(`expected an object, as defineConfig() returns it, but got ${got}.`);
  }
  for (const key of Object.keys(value)) {
    if (KEYS.includes(key)) {
      if (value[key] === undefined || isObject(value[key])) continue;
      throw fail(`expected an object for ${key}, but got ${quote(value[key])}.`);
    }
    throw fail(`it has no key ${key}.${meant(key, KEYS)} Its keys: ${KEYS.join(', ')}.`);
  }
  for (const [kind, section] of Object.entries(SECTIONS) as [PluginKind, string][]) {
    const names = Object.keys(value[section] ?? {});
    if (names.length === 0) continue;
    const taken = new Set(await takenNames(kind));
    for (const name of names) {
      if (!NAME.test(name))
        throw fail(
          `${section}: expected a name of letters, digits, dots and dashes, but got ${quote(name)}.`,
        );
      if (taken.has(name))
        throw fail(`${section}.${name}: that is the name of a built-in ${kind}; use another name.`);
      checkEnds(section, name, value[section]!, fail);
    }
  }
  await checkSuites(value as TuneConfig, fail);
  checkDefaults((value['defaults'] ?? {}) as Record<string, unknown>, fail);
  return value as TuneConfig;
}

type Fail = (reason: string) => TuneError;

const isObject = (value: unknown): value is Readonly<Record<string, object>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const meant = (name: string, known: readonly string[]): string => {
  const near = nearest(name, known);
  return near === undefined ? '' : ` Did you mean ${near}?`;
};

/** An entry may name another one; following them has to end somewhere else. */
function checkEnds(section: string, name: string, entries: object, fail: Fail): void {
  const path = [name];
  for (;;) {
    const { [path.at(-1)!]: entry } = entries as Readonly<Record<string, unknown>>;
    const { use = entry } = Object(entry) as { readonly use?: unknown };
    if (typeof use !== 'string') return;
    const { name: next } = parseQuery(use);
    if (!Object.hasOwn(entries, next)) return;
    if (path.includes(next))
      throw fail(`${section}.${name} leads to itself: ${[...path, next].join(' -> ')}.`);
    path.push(next);
  }
}

async function takenNames(kind: PluginKind): Promise<readonly string[]> {
  const own = await KINDS[kind].builtIns();
  if (kind !== 'strategy') return own;
  return [...own, ...(await import('@tune/python')).LIBRARY_NAMES, 'python', 'program'];
}

async function checkSuites(
  { suites = {}, objectives = {} }: TuneConfig,
  fail: Fail,
): Promise<void> {
  const taken = new Set([...(await KINDS.objective.builtIns()), ...Object.keys(objectives)]);
  for (const [name, specs] of Object.entries(suites)) {
    if (!NAME.test(name))
      throw fail(
        `suites: expected a name of letters, digits, dots and dashes, but got ${quote(name)}.`,
      );
    if (taken.has(name))
      throw fail(`suites.${name}: that is the name of an objective; use another name.`);
    const isList =
      Array.isArray(specs) && specs.length > 0 && specs.every((spec) => typeof spec === 'string');
    if (!isList)
      throw fail(`suites.${name}: expected a list of objectives such as ['branin', 'hartmann6'].`);
    const nested = specs.find((spec) => Object.hasOwn(suites, spec));
    if (nested !== undefined)
      throw fail(`suites.${name}: ${nested} is a suite itself; list its objectives.`);
  }
}

function checkDefaults(defaults: Readonly<Record<string, unknown>>, fail: Fail): void {
  const known: readonly string[] = DEFAULT_OPTIONS;
  for (const [name, value] of Object.entries(defaults)) {
    if (!known.includes(name)) {
      throw fail(
        `defaults has no option ${name}.${meant(name, known)} Its options: ${known.join(', ')}.`,
      );
    }
    if (value === undefined) continue;
    const isList = name === 'strategies' || name === 'objective';
    const one = isList && Array.isArray(value) ? value.join(',') : value;
    const expected = expectedOption(optionOf(name as OptionName), one);
    if (expected === undefined) continue;
    throw fail(`defaults.${name}: expected ${expected}, but got ${quote(value)}.`);
  }
}
