import type { Catalog } from '@tune/core';
import type { ImportedStudies } from '@tune/core/plugin';
import { foreignCode } from '../comparison/foreign-code.ts';
import { readImport } from '../export/read-import.ts';
import { usage } from '../errors.ts';
import type { Flags } from '../options/flags.ts';
import { EXIT } from '../process/exit-code.ts';
import { log, write } from '../process/output.ts';
import { countOf } from '../reporters/format.ts';
import { comparisonNameOf } from '../stored/names.ts';
import { openLasting, shownFile } from '../stored/open-storage.ts';
import { isRunName } from '../stored/study-paths.ts';

type ImportFlags = Flags<'storage'> & { readonly file: string };

/** `tune import`: what `tune export --format json` wrote, all of it or nothing; runs that are stored already stay. */
export async function importCommand(flags: ImportFlags): Promise<number> {
  const imported = readImport(flags.file);
  const storage = await openLasting(flags);
  try {
    const { catalog } = storage;
    const taken = await takenName(catalog, imported);
    const where = shownFile(flags.storage);
    if (taken !== undefined) {
      throw usage(`${taken} already exists in ${where}; remove it first: tune rm ${taken}`);
    }
    const count = await catalog.importStudies(imported);
    const { comparison, studies } = imported;
    const what = comparison?.name ?? studies[0]?.name ?? 'nothing';
    const known = studies.length - count;
    const rest = known === 0 ? '' : ` · ${known} were in ${where} already`;
    await write(`imported ${what}: ${countOf(count, 'study', 'studies')}${rest}\n`);
    const code = comparison === undefined ? [] : await foreignCode(comparison.definition);
    if (code.length > 0) log(`tune resume ${what} --trust would run ${code.join(', ')}`);
    return EXIT.ok;
  } finally {
    await storage.close();
  }
}

/** A name of the import that something else has. */
async function takenName(
  catalog: Catalog,
  { comparison, studies }: ImportedStudies,
): Promise<string | undefined> {
  const [stored, known] = [await catalog.studies(), await catalog.comparisons()];
  const comparisons = new Set(known.map(({ name }) => name));
  if (comparison === undefined) {
    const names = studies.map(({ name }) => comparisonNameOf(name));
    return names.find((name) => comparisons.has(name));
  }
  const { name, runs } = comparison;
  const isJoined = stored.some((study) => comparisonNameOf(study.name) === name);
  if (comparisons.has(name) || isJoined) return name;
  // A run that is not in the file may be one that is stored here; other studies are not for it to take.
  const own = new Set(studies.map((study) => study.name));
  const studyNames = new Set(stored.map((study) => study.name));
  const isTaken = ({ study }: (typeof runs)[number]) =>
    !own.has(study) && studyNames.has(study) && !isRunName(study);
  return runs.find(isTaken)?.study;
}
