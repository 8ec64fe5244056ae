import type { Json, Objective } from '@tune/core';
import { configSpace } from '../config/current.ts';
import { usage } from '../errors.ts';
import type { Flags } from '../options/flags.ts';
import type { PROGRAM_OPTIONS } from '../options/sets.ts';
import { readJson } from '../read-json.ts';
import { fileOf } from './built-in-objectives.ts';
import type { ResolvedObjective } from './resolved-objective.ts';
import { programSource } from '../versions/program-files.ts';

/** The flags of an objective that is a program. */
export type CommandFlags = Flags<(typeof PROGRAM_OPTIONS)[number]> & { readonly command: string };

/**
 * The objective of `--command`, with the space of `--space-file`. The files that it names are part of its
 * version.
 * @throws CLI_USAGE  the file is missing, or is not JSON
 * @throws SPACE_JSON_INVALID, SPACE_INVALID, OBJECTIVE_OPTION_INVALID
 */
export const resolveCommand = async (flags: CommandFlags): Promise<ResolvedObjective> =>
  resolveProgramObjective({ ...flags, space: readSpace(flags.spaceFile) });

/** The same of a space that is there. @throws SPACE_JSON_INVALID, SPACE_INVALID, OBJECTIVE_OPTION_INVALID */
export async function resolveProgramObjective(
  flags: Omit<CommandFlags, 'spaceFile'> & { readonly space: Json },
): Promise<ResolvedObjective> {
  const { command: line, space, direction = 'minimize', metric, steps } = flags;
  const { command } = await import('@tune/objectives/command');
  const options = {
    command: line,
    space,
    direction,
    ...(metric === undefined ? {} : { metric }),
    ...(steps === undefined ? {} : { steps }),
  };
  const program = command(options);
  const { version: own, files } = programSource(wordsOf(program));
  const version = [program.version, ...(own === undefined ? [] : [own])].join('+');
  const module = fileOf('@tune/objectives/command');
  return {
    objective: { ...program, version },
    reference: { module, export: 'command', version, options },
    code: { files, isReadByEachTrial: true },
  };
}

/** The words of its command. */
const wordsOf = ({ options }: Objective): readonly string[] =>
  (options as { readonly command: readonly string[] }).command;

function readSpace(file: string | undefined): Json {
  if (file === undefined) {
    throw usage(
      '--command expects its space as --space-file space.json, such as [{"name":"lr","type":"float","low":1e-5,"high":0.1,"log":true}].',
    );
  }
  const known = configSpace(file);
  if (known !== undefined) return known;
  try {
    return readJson(file) as Json;
  } catch (error) {
    throw usage(`--space-file ${file} could not be read: ${(error as Error).message}`);
  }
}
