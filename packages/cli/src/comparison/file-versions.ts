import type { CompareFlags } from '../options/sets.ts';
import { configEntry, currentConfig } from '../config/current.ts';
import { fileOfPath, isPath, splitExport } from '../plugins/module-path.ts';
import { parseQuery } from '../plugins/query.ts';
import { behindConfig } from '../plugins/resolve-plugin.ts';
import { splitSpecs } from '../plugins/labels.ts';
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
  const found = [
    ...(command === undefined ? [] : programFiles(command)),
    ...(command === undefined ? splitSpecs(objective) : []).flatMap(filesOfSpec('objective')),
    ...splitSpecs(strategies).flatMap(filesOfSpec('strategy')),
  ];
  const named = found.map(([path, hash]) => [shownPath(path), hash] as const);
  return Object.fromEntries(named.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Of an entry of the config, those of its spec or of the config. */
const filesOfSpec =
  (kind: 'objective' | 'strategy') =>
  (spec: string): readonly (readonly [string, string])[] => {
    const { name } = behindConfig(kind, parseQuery(spec));
    const value = configEntry(kind, name)?.loaded?.value;
    if (value === undefined) return [...filesOf(name)];
    const { command } = value as { readonly command?: unknown };
    const program = typeof command === 'string' ? programFiles(command) : [];
    return [...sourceFiles(currentConfig()!.file), ...program];
  };

/** The files of an objective or a strategy; none of what comes from a package. */
function filesOf(name: string): SourceFiles {
  const [, kind, rest = name] = /^(python|program):(.*)$/s.exec(name) ?? [];
  if (kind === 'program') return programFiles(rest);
  if (kind === 'python') return isFile(rest) ? sourceFiles(rest) : new Map();
  const file = isPath(rest) ? fileOfPath(splitExport(rest).module) : undefined;
  return file === undefined ? new Map() : sourceFiles(file);
}
