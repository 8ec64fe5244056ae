import type { Point, Space, TuneError } from '@tune/core';
import { objectiveError } from '../errors.ts';

/** The environment variable of each parameter, by its name; one that would share it has none. */
export type Variables = ReadonlyMap<string, string>;

/** What a program is told besides its parameters. */
export interface ProgramInputs {
  readonly point: Point;
  /** The point as JSON, and the file that holds the same. */
  readonly json: string;
  readonly file: string;
  readonly seed: string;
  readonly fidelity: string;
}

const PREFIX = 'TUNE_PARAM_';

/** Variables that a program gets from tune; inherited ones belong to another trial. */
const OURS = /^TUNE_(PARAM_.*|PARAMS|PARAMS_FILE|SEED|FIDELITY)$/s;

/** A longer variable keeps programs from being started: Linux allows 128 KiB. */
const MAX_JSON_BYTES = 100_000;

/** The names of variables that are equal on Windows are different ones elsewhere. */
const plain = (variable: string): string =>
  process.platform === 'win32' ? variable.toUpperCase() : variable;

/**
 * The variables of a space. Characters that a shell does not allow there become underscores, so two
 * parameters may share a name: then neither has a variable, and the command must pass both.
 * @throws OBJECTIVE_COMMAND_INVALID  it does not
 */
export function variablesOf({ names }: Space, placeholders: ReadonlySet<string>): Variables {
  const byVariable = new Map<string, string[]>();
  for (const name of names) {
    const key = plain(variableOf(name));
    const sharing = byVariable.get(key);
    if (sharing === undefined) byVariable.set(key, [name]);
    else sharing.push(name);
  }
  const variables = new Map<string, string>();
  for (const sharing of byVariable.values()) {
    const [name] = sharing as [string];
    if (sharing.length === 1) variables.set(name, variableOf(name));
    else if (!placeholders.has('params_file') && !sharing.every((it) => placeholders.has(it))) {
      throw shared(sharing, variableOf(name));
    }
  }
  return variables;
}

const variableOf = (name: string): string => PREFIX + name.replaceAll(/\W/g, '_');

function shared(names: readonly string[], variable: string): TuneError {
  const quoted = names.map((name) => JSON.stringify(name)).join(' and ');
  const inBraces = names.map((name) => `{${name}}`).join(' and ');
  const reason = `The parameters ${quoted} would share the variable ${variable}. Rename one of them, or pass them in the command as ${inBraces}, or all parameters as a file, {params_file}.`;
  return objectiveError('OBJECTIVE_COMMAND_INVALID', { reason });
}

/** The environment of a program: the given one, without what tells of another trial. */
export function environmentOf(
  inherited: NodeJS.ProcessEnv,
  variables: Variables,
  { point, json, file, seed, fidelity }: ProgramInputs,
): NodeJS.ProcessEnv {
  const kept = Object.entries(inherited).filter(([name]) => !OURS.test(plain(name)));
  const own = Object.entries(point).flatMap(([name, value]) => {
    const variable = variables.get(name);
    return variable === undefined ? [] : [[variable, String(value)] as const];
  });
  return {
    ...Object.fromEntries(kept),
    ...Object.fromEntries(own),
    ...(Buffer.byteLength(json) > MAX_JSON_BYTES ? {} : { TUNE_PARAMS: json }),
    TUNE_PARAMS_FILE: file,
    TUNE_SEED: seed,
    TUNE_FIDELITY: fidelity,
  };
}

/**
 * Refuses choices that cannot be handed to a program.
 * @throws OBJECTIVE_COMMAND_INVALID
 */
export function checkChoices({ parameters }: Space): void {
  for (const [name, parameter] of Object.entries(parameters)) {
    const { choices = [] } = parameter.toJSON() as { readonly choices?: readonly unknown[] };
    const bad = choices.find((choice) => typeof choice === 'string' && /[\0\p{Cs}]/u.test(choice));
    if (bad === undefined) continue;
    const reason = `A program cannot be given the choice ${JSON.stringify(bad)} of ${JSON.stringify(name)}: it contains a NUL character or half of one that takes two units. Choose another text.`;
    throw objectiveError('OBJECTIVE_COMMAND_INVALID', { reason });
  }
}
