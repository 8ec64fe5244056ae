import type { ImportedStudies } from '@tune/core/plugin';
import { readImport } from '../export/read-import.ts';
import { usage } from '../errors.ts';
import type { Flags } from '../options/flags.ts';
import { EXIT } from '../process/exit-code.ts';
import { log, write } from '../process/output.ts';
import { countOf } from '../reporters/format.ts';
import { openLasting, shownFile } from '../stored/open-storage.ts';

type ImportFlags = Flags<'storage'> & { readonly file: string };

/** `tune import`: what `tune export --format json` wrote, all of it or nothing. */
export async function importCommand(flags: ImportFlags): Promise<number> {
  const imported = readImport(flags.file);
  const storage = await openLasting(flags);
  try {
    const { catalog } = storage;
    for (const name of namesOf(imported)) {
      const isTaken =
        (await catalog.studies(name)).length > 0 || (await catalog.comparison(name)) !== undefined;
      if (!isTaken) continue;
      const where = shownFile(flags.storage);
      throw usage(`${name} already exists in ${where}; remove it first: tune rm ${name}`);
    }
    await catalog.importStudies(imported);
    const { comparison, studies } = imported;
    const what = comparison?.name ?? studies[0]?.name ?? 'nothing';
    await write(`imported ${what}: ${countOf(studies.length, 'study', 'studies')}\n`);
    const { command } = (comparison?.definition ?? {}) as { readonly command?: unknown };
    if (typeof command === 'string') log(`tune resume ${what} would run the program: ${command}`);
    return EXIT.ok;
  } finally {
    await storage.close();
  }
}

const namesOf = ({ comparison, studies }: ImportedStudies): string[] => [
  ...studies.map(({ name }) => name),
  ...(comparison === undefined ? [] : [comparison.name]),
];
