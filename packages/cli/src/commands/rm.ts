import type { Flags } from '../options/flags.ts';
import { EXIT } from '../process/exit-code.ts';
import { write } from '../process/output.ts';
import { countOf } from '../reporters/format.ts';
import { lookUp } from '../stored/names.ts';
import { openStored, shownFile } from '../stored/open-storage.ts';

/** `tune rm`: a comparison with all its studies, or one study. */
export async function rmCommand(
  flags: Flags<'storage'> & { readonly name: string },
): Promise<number> {
  const { name } = flags;
  const storage = await openStored(flags);
  try {
    await lookUp(storage, name, flags);
    const count = await storage.catalog.remove(name);
    const file = shownFile(flags.storage);
    await write(`removed ${name} from ${file}: ${countOf(count, 'study', 'studies')}\n`);
    return EXIT.ok;
  } finally {
    await storage.close();
  }
}
