import type { CompareFlags } from '../options/sets.ts';
import { isPath } from '../plugins/load-module.ts';
import { parseQuery } from '../plugins/query.ts';
import { isFile } from '../versions/is-file.ts';
import { programFiles } from '../versions/program-files.ts';
import { shownPath } from '../versions/shown-path.ts';
import { sourceFiles, type SourceFiles } from '../versions/source-files.ts';

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
  const names = specs.map((spec) => parseQuery(spec.trim()).name);
  const found = [
    ...(command === undefined ? [] : programFiles(command)),
    ...names.flatMap((name) => [...filesOf(name)]),
  ];
  const named = found.map(([path, hash]) => [shownPath(path), hash] as const);
  return Object.fromEntries(named.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** The files of an objective or a strategy; none of what comes from a package. */
function filesOf(name: string): SourceFiles {
  const [, kind, rest = name] = /^(python|program):(.*)$/s.exec(name) ?? [];
  if (kind === 'program') return programFiles(rest);
  const isOwn = (kind === 'python' || isPath(rest)) && isFile(rest);
  return isOwn ? sourceFiles(rest) : new Map();
}
