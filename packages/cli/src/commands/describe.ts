import type { Objective, Strategy } from '@tune/core';
import type { OptionRule, PluginKind } from '@tune/core/plugin';
import type { Flags } from '../options/flags.ts';
import { inspect, inventory, libraries, type Listed } from '../plugins/inventory.ts';
import { EXIT } from '../process/exit-code.ts';
import { terminalWidth, write, writeJson } from '../process/output.ts';
import { alignPairs } from '../terminal/table.ts';
import { wrap } from '../terminal/width.ts';
import { recordOf } from './plugins.ts';

type DescribeFlags = Flags<'json'> & { readonly name?: string };
type Kind = 'strategy' | 'objective';

/** `tune strategies [NAME]`: all of them, or one with its options and what it declares. */
export async function strategiesCommand({ name, json }: DescribeFlags): Promise<number> {
  if (name !== undefined) return describe(await inspect('strategy', name), json);
  return list([...(await inventory('strategy')), ...(await libraries())], json);
}

/** `tune objectives [NAME]`: all of them, or one with its options and its space. */
export async function objectivesCommand({ name, json }: DescribeFlags): Promise<number> {
  if (name !== undefined) return describe(await inspect('objective', name), json);
  return list(await inventory('objective'), json);
}

async function list(all: readonly Listed<Kind>[], json: boolean): Promise<number> {
  if (json) {
    for (const one of all) await writeJson(detailsOf(one));
    return EXIT.ok;
  }
  const lines = alignPairs(all.map((one) => [one.name, summaryOf(one)]));
  const command = all[0]?.kind === 'objective' ? 'objectives' : 'strategies';
  await write(`${lines.join('\n')}\n\ntune ${command} NAME tells the options of one.\n`);
  return EXIT.ok;
}

function summaryOf({ about, plugin, origin, source, version, refused }: Listed<Kind>): string {
  const where =
    origin === 'built-in' ? '' : ` (${source}${version === undefined ? '' : ` ${version}`})`;
  if (refused !== undefined) return `${refused}${where}`;
  const own = (plugin as Partial<Objective> | undefined)?.description;
  const text = about?.description ?? own;
  return text === undefined ? where.slice(2, -1) : `${text}${where}`;
}

async function describe(one: Listed<Kind>, json: boolean): Promise<number> {
  if (json) {
    await writeJson(detailsOf(one));
    return EXIT.ok;
  }
  const { about, kind } = one;
  const facts =
    kind === 'strategy'
      ? strategyFacts(one.plugin as Strategy)
      : objectiveFacts(one.plugin as Objective);
  const from: [string, string][] =
    one.origin === 'built-in' ? [] : [['from', [one.source, one.version ?? ''].join(' ').trim()]];
  const options = Object.entries(about?.options ?? {});
  const said = about === undefined ? 'it does not declare its options' : 'none';
  const introduction = about === undefined ? [] : wrap(` ${about.description}`, terminalWidth());
  const blocks = [
    [one.name, ...introduction, ...alignPairs([...from, ...facts])],
    [
      'options',
      ...(options.length === 0
        ? [` ${said}`]
        : alignPairs(options.map(([name, rule]) => [name, optionText(rule)]))),
    ],
    ['examples', ...examplesOf(one).map((line) => ` ${line}`)],
  ];
  await write(`${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`);
  return EXIT.ok;
}

/** `How many are kept. A whole number from 1 to 9; default 3.` */
function optionText({ description = '', expected, ...rule }: OptionRule): string {
  const usual =
    rule.defaultText ??
    (rule.default === undefined ? 'none' : JSON.stringify(rule.default).replaceAll('"', ''));
  const range = `${expected[0]!.toUpperCase()}${expected.slice(1)}; default ${usual}.`;
  return description === '' ? range : `${description} ${range}`;
}

function strategyFacts({ capabilities, recommend }: Strategy): [string, string][] {
  const { parallel, exhaustive, stateful } = capabilities;
  return [
    ['parallel', parallel ? 'takes running trials into account' : 'one trial at a time'],
    ['finite spaces', exhaustive ? 'each point once, then it ends' : 'may suggest a point again'],
    ...(recommend === undefined
      ? []
      : [['recommends', 'the point to use, under noise'] as [string, string]]),
    ...(stateful === true
      ? [['state', 'keeps some of its own: a resumed study may differ'] as [string, string]]
      : []),
  ];
}

function objectiveFacts(objective: Objective): [string, string][] {
  const {
    direction,
    metric = 'value',
    space,
    presets = {},
    backends = [],
    optimum,
    steps,
  } = objective;
  const pairs: [string, string | undefined][] = [
    ['goal', `${direction} ${metric}`],
    ['space', space.names.map((name) => `${name} ${parameterText(objective, name)}`).join(', ')],
    ['constraints', space.constraints.map((one) => constraintName(one)).join(', ')],
    [
      'presets',
      Object.entries(presets)
        .map(([name, { description }]) => `${name} (${description})`)
        .join(', '),
    ],
    ['backends', backends.join(', ')],
    [
      'optimum',
      optimum === undefined
        ? undefined
        : `${optimum.value} at ${JSON.stringify(optimum.points[0])}${optimum.points.length > 1 ? ` and ${optimum.points.length - 1} more` : ''}`,
    ],
    ['steps', steps === undefined ? undefined : `${steps} of a full evaluation`],
    ['test', objective.test?.().description],
    [
      'trials run',
      objective.isolation === 'none' ? 'in the process of the search' : 'in child processes',
    ],
  ];
  return pairs.filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '');
}

const constraintName = (constraint: unknown): string =>
  typeof constraint === 'string'
    ? constraint
    : String((constraint as { readonly name?: string }).name);

/** `0.00001 to 1 (log)`, `16, 32 or 64`. */
function parameterText({ space }: Objective, name: string): string {
  const json = (
    space.toJSON() as { readonly parameters: readonly Readonly<Record<string, unknown>>[] }
  ).parameters;
  const { low, high, log, step, values, choices, type } =
    json.find((one) => one['name'] === name) ?? {};
  if (low === undefined)
    return `${String(type)} of ${((values ?? choices ?? []) as unknown[]).map(String).join(' | ')}`;
  const notes = [
    ...(log === true ? ['log'] : []),
    ...(step === undefined || step === 1 ? [] : [`step ${String(step)}`]),
  ];
  return `${String(low)} to ${String(high)}${notes.length === 0 ? '' : ` (${notes.join(', ')})`}`;
}

/** Two lines that can be pasted; the second with an option that is not its default, if there is one. */
function examplesOf({ kind, name, about }: Listed<Kind>): string[] {
  const option = Object.entries(about?.options ?? {})
    .map(([key, rule]) => [key, otherValue(rule)] as const)
    .find(([, value]) => value !== undefined);
  const spec = option === undefined ? undefined : `${name}?${option[0]}=${option[1]!}`;
  if (kind === 'strategy') {
    return [
      `tune run --objective branin --strategy ${name} --trials 20`,
      `tune compare --objective branin --strategies ${spec === undefined ? name : `"${name},${spec}"`},random`,
    ];
  }
  return [
    `tune run --objective ${name} --trials 20`,
    `tune compare --objective ${spec === undefined ? name : `"${spec}"`} --repeats 3`,
  ];
}

function otherValue(rule: OptionRule): string | undefined {
  const { choices, type, min, max } = rule;
  if (choices !== undefined)
    return choices.map(String).find((choice) => choice !== String(rule.default));
  if (type === 'boolean') return String(rule.default !== true);
  if (type !== 'integer' && type !== 'number') return undefined;
  const wanted = typeof rule.default === 'number' && rule.default > 0 ? rule.default * 2 : 10;
  return min === undefined || max === undefined
    ? undefined
    : String(Math.min(max, Math.max(min, wanted)));
}

/** A plugin as a line of JSON, with all that it declares. */
function detailsOf(one: Listed<Kind>) {
  const options = Object.entries(one.about?.options ?? {}).map(
    ([name, { accepts: _accepts, ...rule }]) => ({ name, ...rule }),
  );
  const declared = one.about === undefined ? {} : { options };
  return {
    ...recordOf(one),
    type: one.kind,
    ...declared,
    ...(one.plugin === undefined ? {} : declarationsOf(one.kind, one.plugin)),
  };
}

function declarationsOf(kind: PluginKind, plugin: Strategy | Objective) {
  if (kind === 'strategy') return { capabilities: (plugin as Strategy).capabilities };
  const { direction, metric, space, preset, presets, backends, optimum, steps, isolation, test } =
    plugin as Objective;
  const described = Object.entries(presets ?? {}).map(([name, { description }]) => [
    name,
    description,
  ]);
  const all = {
    ...{ direction, metric, space: space.toJSON(), preset, backends, optimum, steps, isolation },
    ...(described.length === 0
      ? {}
      : { presets: Object.fromEntries(described) as Record<string, string> }),
    ...(test === undefined ? {} : { test: test.call(plugin).description ?? true }),
  };
  return all;
}
