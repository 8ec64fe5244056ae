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

type ImportFlags = Flags<'storage'> & { readonly file: string };

/** `tune import`: what `tune export --format json` wrote, all of it or nothing. */
export async function importCommand(flags: ImportFlags): Promise<number> {
  const imported = readImport(flags.file);
  const storage = await openLasting(flags);
  try {
    const { catalog } = storage;
    const taken = await takenName(catalog, imported);
    if (taken !== undefined) {
      const where = shownFile(flags.storage);
      throw usage(`${taken} already exists in ${where}; remove it first: tune rm ${taken}`);
    }
    await catalog.importStudies(imported);
    const { comparison, studies } = imported;
    const what = comparison?.name ?? studies[0]?.name ?? 'nothing';
    await write(`imported ${what}: ${countOf(studies.length, 'study', 'studies')}\n`);
    const code = comparison === undefined ? [] : await foreignCode(comparison.definition);
    if (code.length > 0) log(`tune resume ${what} --trust would run ${code.join(', ')}`);
    return EXIT.ok;
  } finally {
    await storage.close();
  }
}

/** A name of the import that something has, or the comparison that a study would join. */
async function takenName(
  catalog: Catalog,
  { comparison, studies }: ImportedStudies,
): Promise<string | undefined> {
  const [stored, known] = [await catalog.studies(), await catalog.comparisons()];
  const taken = new Set([...stored, ...known].map(({ name }) => name));
  const comparisons = new Set(known.map(({ name }) => name));
  const joined = new Set(stored.map(({ name }) => comparisonNameOf(name)));
  if (comparison !== undefined) {
    const { name } = comparison;
    return taken.has(name) || joined.has(name) ? name : undefined;
  }
  for (const { name } of studies) {
    if (taken.has(name)) return name;
    const own = comparisonNameOf(name);
    if (comparisons.has(own)) return own;
  }
  return undefined;
}
