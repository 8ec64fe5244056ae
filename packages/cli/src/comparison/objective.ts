import { usage } from '../errors.ts';
import type { CompareFlags } from '../options/sets.ts';
import { PROGRAM_OPTIONS } from '../options/sets.ts';
import { flagOf } from '../options/table.ts';
import { resolveCommand } from '../plugins/command-objective.ts';
import { resolveObjective, type ResolvedObjective } from '../plugins/objectives.ts';

/**
 * The objective of a comparison: a program, or a plugin.
 * @throws CLI_USAGE  flags of a program without one
 */
export async function objectiveOf(flags: CompareFlags): Promise<ResolvedObjective> {
  const { command } = flags;
  if (command !== undefined) return resolveCommand({ ...flags, command });
  for (const name of PROGRAM_OPTIONS) {
    if (flags[name] === undefined) continue;
    throw usage(`--${flagOf(name)} belongs to --command; an objective brings its own.`);
  }
  return resolveObjective(flags.objective, flags);
}
