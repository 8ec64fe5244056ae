import type { CompareFlags } from '../options/sets.ts';
import { isPath } from '../plugins/load-module.ts';
import { parseQuery } from '../plugins/query.ts';
import { isFile } from '../versions/is-file.ts';
import { programFiles } from '../versions/program-files.ts';
import { shownPath } from '../versions/shown-path.ts';
import { sourceFiles } from '../versions/source-files.ts';

/**
 * The files of a person that a comparison is made of, with a hash of the text of each: the modules of
 * objectives and strategies, the files that a program is run with, and the local files that those import.
 * Files of the working folder are named as seen from there.
 */
export function fileVersions({
  command,
  objective,
  strategies,
}: Pick<CompareFlags, 'command' | 'objective' | 'strategies'>): Readonly<Record<string, string>> {
  const specs = [...(command === undefined ? objective.split(',') : []), ...strategies.split(',')];
  const paths = specs
    .map((spec) => parseQuery(spec.trim()).name.replace(/^python:/, ''))
    .filter((name) => isPath(name) && isFile(name));
  const found = [
    ...(command === undefined ? [] : programFiles(command)),
    ...paths.flatMap((path) => [...sourceFiles(path)]),
  ];
  const named = found.map(([path, hash]) => [shownPath(path), hash] as const);
  return Object.fromEntries(named.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
