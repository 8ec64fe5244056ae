import { readFileSync } from 'node:fs';
import type { StudyFact } from '@tune/core';
import type { StoredComparison } from '@tune/runtime';
import { EXIT } from '../exit-code.ts';
import { FORMAT } from '../export/json.ts';
import { openFileOrMake, shownFile, type StorageFlags } from '../open-storage.ts';
import { write } from '../output.ts';
import { countOf } from '../reporters/format.ts';
import { usage } from '../usage.ts';

interface Import {
  readonly format: string;
  readonly comparison: StoredComparison | null;
  readonly studies: readonly { readonly name: string; readonly facts: readonly StudyFact[] }[];
}

/** `tune import`: what `tune export --format json` wrote, from another file or machine. */
export async function importCommand(flags: StorageFlags & { file: string }): Promise<number> {
  const { comparison, studies } = readImport(flags.file);
  const file = openFileOrMake(flags);
  try {
    const { catalog } = file;
    const names = [...studies.map(({ name }) => name), ...(comparison ? [comparison.name] : [])];
    const taken = names.find(
      (name) => catalog.studies(name).length > 0 || catalog.comparison(name) !== undefined,
    );
    if (taken !== undefined) {
      const where = shownFile(flags.storage);
      throw usage(`${where} has a ${taken} already; remove it first: tune rm ${taken}`);
    }
    for (const { name, facts } of studies) {
      await file.append(name, facts, { expectedVersion: 0 });
    }
    if (comparison) catalog.adopt(comparison);
    const what = comparison?.name ?? studies[0]?.name ?? 'nothing';
    await write(`imported ${what}: ${countOf(studies.length, 'study', 'studies')}\n`);
    return EXIT.ok;
  } finally {
    file.close();
  }
}

/** @throws CLI_USAGE  the file is not there, or not an export */
function readImport(path: string): Import {
  let read: Partial<Import>;
  try {
    read = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw usage(`${path} could not be read as JSON: ${(error as Error).message}`);
  }
  if (read?.format !== FORMAT || !Array.isArray(read.studies)) {
    throw usage(`${path} is not what tune export --format json writes.`);
  }
  return read as Import;
}
