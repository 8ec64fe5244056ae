import { createHash } from 'node:crypto';
import type { Json, Objective } from '@tune/core';
import { canonicalJson } from '@tune/core/plugin';
import { usage } from '../errors.ts';
import type { CompareFlags } from '../options/sets.ts';
import { PROGRAM_OPTIONS } from '../options/sets.ts';
import { PROBLEM_FLAGS } from '../options/stored.ts';
import { flagOf, type OptionName } from '../options/table.ts';
import { resolveCommand } from '../plugins/command-objective.ts';
import { labelOf, splitSpecs, uniqueLabel } from '../plugins/labels.ts';
import { isPath } from '../plugins/module-path.ts';
import { resolveObjective } from '../plugins/objectives.ts';
import type { ResolvedObjective } from '../plugins/resolved-objective.ts';
import { formatQuery, parseQuery } from '../plugins/query.ts';
import { RUNS_FOLDER } from '../stored/study-paths.ts';

/** An objective as it is searched: with its seed and its pruner. Runs of one problem can be compared. */
export interface Problem {
  /** Unique among the problems of a comparison. */
  readonly label: string;
  readonly resolved: ResolvedObjective;
  /** All that the values of its runs depend on, besides their strategies, as one hash. */
  readonly identity: string;
  /** What the names of its studies begin with. */
  readonly folder: string;
}

/** The flags that say what is searched. */
export type ProblemFlags = Omit<CompareFlags, 'trials' | 'repeats'>;

/** Hexadecimal digits of a hash that are part of a name: other runs that have them are refused by their identity. */
export const HASH_DIGITS = 12;

export const hashOf = (json: Json): string =>
  createHash('sha256')
    .update(canonicalJson(json) ?? '')
    .digest('hex');

/**
 * The problems of a comparison, in the order of `--objective`.
 * @throws CLI_USAGE  a program beside others, or flags of one objective with several
 */
export async function problemsOf(flags: ProblemFlags): Promise<readonly Problem[]> {
  const { command } = flags;
  if (command !== undefined) {
    return [problemOf(flags, await resolveCommand({ ...flags, command }), '', [])];
  }
  for (const name of PROGRAM_OPTIONS) {
    if (flags[name] === undefined) continue;
    throw usage(`--${flagOf(name)} belongs to --command; an objective brings its own.`);
  }
  const specs = splitSpecs(flags.objective);
  if (specs.length === 0) throw usage('--objective expects at least one objective.');
  checkSingle(flags, specs);
  const problems: Problem[] = [];
  for (const spec of specs) {
    const resolved = await resolveObjective(spec, flags);
    problems.push(problemOf(flags, resolved, spec, problems));
  }
  const twice = problems.find(({ identity }, index) =>
    problems.slice(0, index).some((one) => one.identity === identity),
  );
  if (twice !== undefined) throw usage(`--objective has ${twice.label} twice.`);
  return problems;
}

/** Presets and backends are those of one objective. */
function checkSingle(flags: ProblemFlags, specs: readonly string[]): void {
  if (specs.length === 1) return;
  for (const name of ['preset', 'backend'] as const) {
    if (flags[name] === undefined) continue;
    const example = `${specs[0]}?${name}=${flags[name]}`;
    throw usage(`--${name} is that of one objective; with several, write ${example}.`);
  }
}

function problemOf(
  flags: ProblemFlags,
  resolved: ResolvedObjective,
  spec: string,
  others: readonly Problem[],
): Problem {
  const { objective } = resolved;
  const identity = identityOf(flags, objective, spec);
  const words = [objective.name, ...(objective.preset === undefined ? [] : [objective.preset])];
  const taken = others.map(({ label }) => label);
  return {
    label: uniqueLabel(spec === '' ? wordOf(objective.name) : labelOf(spec), taken),
    ...{ resolved, identity },
    folder: `${RUNS_FOLDER}/${[...words.map(wordOf), identity.slice(0, HASH_DIGITS)].join('-')}`,
  };
}

/** Flags whose text is not part of what a problem is: paths may move, and the space is looked at itself. */
const NOT_AS_TEXT: ReadonlySet<OptionName> = new Set(['objective', 'spaceFile', 'preset']);

function identityOf(flags: ProblemFlags, objective: Objective, spec: string): string {
  const { name, preset, version, options, direction, space } = objective;
  const texts = PROBLEM_FLAGS.filter((flag) => !NOT_AS_TEXT.has(flag)).flatMap((flag) => {
    const value = (flags as Readonly<Record<string, Json | undefined>>)[flag];
    return value === undefined ? [] : [[flag, value] as const];
  });
  const query = parseQuery(spec);
  return hashOf({
    ...{ name, direction, space: space.fingerprint, flags: Object.fromEntries(texts) },
    spec: formatQuery({ ...query, name: isPath(query.name) ? '' : query.name }),
    ...{ preset: preset ?? null, version: version ?? null, options: options ?? null },
  });
}

/** Characters that the name of an objective, and its preset, may have in a name. */
const MAX_WORD = 60;

/** Text as a part of a name that can be typed: see `studyNameFault`. */
export function wordOf(text: string): string {
  const word = text.slice(0, MAX_WORD).replaceAll(/[^\w.-]+/g, '-');
  return /^\w/.test(word)
    ? word
    : `objective${word === '' ? '' : `-${word.replace(/^[.-]+/, '')}`}`;
}
