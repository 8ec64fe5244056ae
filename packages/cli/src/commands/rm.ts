import { usage } from '../errors.ts';
import type { Flags } from '../options/flags.ts';
import { EXIT } from '../process/exit-code.ts';
import { write } from '../process/output.ts';
import { countOf } from '../reporters/format.ts';
import { lookUp } from '../stored/names.ts';
import { openStored, shownFile } from '../stored/open-storage.ts';
import { searchersOf } from '../stored/searchers.ts';

/**
 * `tune rm`: a comparison with all its studies, or one study. Of a comparison that loses a run, `tune
 * resume` makes that run again.
 * @throws CLI_NAME_UNKNOWN
 * @throws CLI_USAGE  another process is searching it
 */
export async function rmCommand(
  flags: Flags<'storage' | 'force'> & { readonly name: string },
): Promise<number> {
  const { name } = flags;
  const storage = await openStored(flags);
  try {
    const { studies } = await lookUp(storage, name, flags);
    const [searcher] = flags.force ? [] : await searchersOf(storage, studies);
    if (searcher !== undefined) {
      throw usage(
        `${searcher.study} is being searched by process ${searcher.pid}; stop that first, or remove it all the same with --force, which ends its search.`,
      );
    }
    const count = await storage.catalog.remove(name);
    const file = shownFile(flags.storage);
    await write(`removed ${name} from ${file}: ${countOf(count, 'study', 'studies')}\n`);
    return EXIT.ok;
  } finally {
    await storage.close();
  }
}
