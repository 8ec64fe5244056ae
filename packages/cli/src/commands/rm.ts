import { EXIT } from '../exit-code.ts';
import { openFile, shownFile, type StorageFlags } from '../open-storage.ts';
import { write } from '../output.ts';
import { countOf } from '../reporters/format.ts';
import { studiesOf } from '../stored-name.ts';

/** `tune rm`: a comparison with all its studies, or one study. */
export async function rmCommand(flags: StorageFlags & { name: string }): Promise<number> {
  const file = openFile(flags);
  try {
    studiesOf(file, flags.name, flags);
    const count = file.catalog.remove(flags.name);
    const where = shownFile(flags.storage);
    await write(`removed ${flags.name} from ${where}: ${countOf(count, 'study', 'studies')}\n`);
    return EXIT.ok;
  } finally {
    file.close();
  }
}
