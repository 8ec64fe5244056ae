import { csv } from '../export/csv.ts';
import type { Exporter } from '../export/exporter.ts';
import { json } from '../export/json.ts';
import { optunaJournal } from '../export/optuna-journal.ts';
import type { Flags } from '../options/flags.ts';
import { EXIT } from '../process/exit-code.ts';
import { readerGone, write } from '../process/output.ts';
import { lookUpSound } from '../stored/names.ts';
import { openStored } from '../stored/open-storage.ts';

type ExportFlags = Flags<'storage' | 'format'> & { readonly name: string };

const EXPORTERS: Readonly<Record<ExportFlags['format'], Exporter>> = {
  ...{ csv, json, 'optuna-journal': optunaJournal },
};

/** How much is written at once, in characters. */
const CHUNK = 65_536;

/** `tune export`: the trials of a name, on stdout. */
export async function exportCommand(flags: ExportFlags): Promise<number> {
  const storage = await openStored(flags);
  try {
    const named = await lookUpSound(storage, flags.name, flags);
    let text = '';
    for await (const line of EXPORTERS[flags.format]({ storage, ...named })) {
      text += `${line}\n`;
      if (text.length < CHUNK) continue;
      await write(text);
      if (readerGone.aborted) return EXIT.ok;
      text = '';
    }
    await write(text);
    return EXIT.ok;
  } finally {
    await storage.close();
  }
}
