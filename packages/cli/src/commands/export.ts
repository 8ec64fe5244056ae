import { readStudy, type StoredStudy, type StudyFact } from '@tune/core';
import { EXIT } from '../exit-code.ts';
import { csv } from '../export/csv.ts';
import type { Exporter } from '../export/exporter.ts';
import { json } from '../export/json.ts';
import { optunaJournal } from '../export/optuna-journal.ts';
import { openFile, type StorageFlags } from '../open-storage.ts';
import { isRead, write } from '../output.ts';
import { studiesOf } from '../stored-name.ts';

const EXPORTERS = { csv, json, 'optuna-journal': optunaJournal } satisfies Record<string, Exporter>;

export interface ExportFlags extends StorageFlags {
  readonly name: string;
  readonly format: keyof typeof EXPORTERS;
}

/** `tune export`: the trials of a name, on stdout. */
export async function exportCommand(flags: ExportFlags): Promise<number> {
  const file = openFile(flags);
  try {
    const studies: StoredStudy[] = [];
    const facts: StudyFact[][] = [];
    for (const { name } of studiesOf(file, flags.name, flags)) {
      studies.push((await readStudy(file, name))!);
      const own: StudyFact[] = [];
      if (flags.format === 'json') for await (const fact of file.read(name, 0)) own.push(fact);
      facts.push(own);
    }
    const comparison = file.catalog.comparison(flags.name);
    let text = '';
    for (const line of EXPORTERS[flags.format]({ comparison, studies, facts })) {
      text += `${line}\n`;
      if (text.length < 65_536) continue;
      await write(text);
      if (!isRead()) return EXIT.ok;
      text = '';
    }
    await write(text);
    return EXIT.ok;
  } finally {
    file.close();
  }
}
