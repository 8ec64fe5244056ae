import { usage } from '../errors.ts';
import type { Flags } from '../options/flags.ts';
import { EXIT } from '../process/exit-code.ts';
import { write } from '../process/output.ts';
import { countOf } from '../reporters/format.ts';
import { lookUp } from '../stored/names.ts';
import { openStored, shownFile } from '../stored/open-storage.ts';
import { searchersOf } from '../stored/searchers.ts';
import { viewedStudies } from '../stored/viewed-studies.ts';

/**
 * `tune rm`: a comparison with its runs, those apart that another comparison looks at; some of its runs,
 * which `tune resume` makes again; or a study.
 * @throws CLI_NAME_UNKNOWN
 * @throws CLI_USAGE  another process is searching it
 */
export async function rmCommand(
  flags: Flags<'storage' | 'force'> & { readonly name: string },
): Promise<number> {
  const { name } = flags;
  const storage = await openStored(flags);
  try {
    const { catalog } = storage;
    const { comparison, studies, damaged, shown } = await lookUp(storage, name, flags);
    const kept = comparison === undefined ? new Set<string>() : await sharedBy(name);
    const gone = studies.filter((study) => !kept.has(study.name));
    const [searcher] = flags.force ? [] : await searchersOf(storage, gone);
    if (searcher !== undefined) {
      throw usage(
        `${shown(searcher.study)} is being searched by process ${searcher.pid}; stop that first, or remove it all the same with --force, which ends its search.`,
      );
    }
    const all = [...studies, ...damaged];
    const isWhole = comparison !== undefined || all.every((one) => one.name === name);
    const broken = damaged.map((one) => one.name);
    const names = isWhole ? [name] : [...gone.map((study) => study.name), ...broken];
    let count = 0;
    for (const one of new Set(names)) count += await catalog.remove(one);
    const file = shownFile(flags.storage);
    const shared =
      kept.size === 0
        ? ''
        : ` · ${countOf(kept.size, 'run')} stay, because other comparisons have them`;
    await write(`removed ${name} from ${file}: ${countOf(count, 'study', 'studies')}${shared}\n`);
    return EXIT.ok;

    /** The begun runs of a comparison that others look at too. */
    async function sharedBy(own: string): Promise<ReadonlySet<string>> {
      const others = (await catalog.comparisons()).filter((one) => one.name !== own);
      const looked = viewedStudies(others);
      return new Set(studies.flatMap((study) => (looked.has(study.name) ? study.name : [])));
    }
  } finally {
    await storage.close();
  }
}
