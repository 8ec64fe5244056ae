import { configEntry, configSpace, spaceJson } from '../config/current.ts';
import type { ProgramEntry } from '../config/define-config.ts';
import { usage } from '../errors.ts';
import { resolveProgramObjective } from './command-objective.ts';
import type { ResolvedObjective } from './resolved-objective.ts';
import type { Query } from './query.ts';

/** The objective of an entry such as `{ command: 'python train.py {lr}', space }`; undefined for other ones. */
export async function configProgram({
  name,
  options,
}: Query): Promise<ResolvedObjective | undefined> {
  const entry = configEntry('objective', name)?.loaded?.value;
  if (typeof entry !== 'object' || entry === null || !('command' in entry)) return undefined;
  const [option] = Object.keys(options);
  if (option !== undefined) {
    throw usage(`${name} is a program, which takes no options, but got "${option}".`);
  }
  const { space, ...rest } = entry as ProgramEntry;
  const found = typeof space === 'string' ? configSpace(space) : spaceJson(space);
  if (found === undefined) {
    throw usage(
      `the objective ${name} of the config expects one of its spaces, but got ${JSON.stringify(space)}.`,
    );
  }
  const resolved = await resolveProgramObjective({ ...rest, space: found });
  return { ...resolved, objective: { ...resolved.objective, name } };
}
