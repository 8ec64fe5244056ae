import { existsSync } from 'node:fs';
import { isTuneError, spaceFromJSON, type Json, type Space } from '@tune/core';
import { log } from '../process/output.ts';
import { flagsOf } from './definition.ts';
import { foreignCode } from './foreign-code.ts';
import { problemsOf } from './problem.ts';

/**
 * The space of a stored study. JSON has only the names of its constraints, so the objective is loaded
 * for their functions. If that is not possible, a line says so, and points are not checked against them.
 * @param definition  of the comparison that the study belongs to
 */
export async function spaceWithRules(json: Json, definition: Json | undefined): Promise<Space> {
  const { constraints = [] } = json as { readonly constraints?: readonly string[] };
  if (constraints.length === 0) return spaceFromJSON(json);
  const unchecked = (reason: string): Space => {
    log(`${constraints.join(', ')} cannot be checked: ${reason}`);
    return spaceFromJSON(json, {
      predicates: Object.fromEntries(constraints.map((name) => [name, () => true])),
    });
  };
  if (definition === undefined) return unchecked('the study does not say which objective it has.');
  if ((await foreignCode(definition)).length > 0) {
    return unchecked('it was imported, and its objective is not run before tune resume --trust.');
  }
  const { flags, folder } = flagsOf(definition);
  if (folder !== undefined && !existsSync(folder)) return unchecked(`${folder} does not exist.`);
  const here = process.cwd();
  try {
    // Paths of the definition start from the folder that the comparison was begun in.
    if (folder !== undefined) process.chdir(folder);
    const { fingerprint } = spaceFromJSON(json);
    const spaces = (await problemsOf(flags)).map(({ resolved }) => resolved.objective.space);
    const space = spaces.find((one) => one.fingerprint === fingerprint);
    if (space !== undefined) return space;
    return unchecked('the objective has another space now.');
  } catch (error) {
    if (!isTuneError(error)) throw error;
    return unchecked(error.message);
  } finally {
    process.chdir(here);
  }
}
