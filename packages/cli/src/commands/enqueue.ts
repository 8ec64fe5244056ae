import { parsePoint, readStudy, type Space, type Storage, type StoredComparison } from '@tune/core';
import { enqueueTrial } from '@tune/core/plugin';
import { spaceWithRules } from '../comparison/stored-space.ts';
import type { Flags } from '../options/flags.ts';
import { EXIT } from '../process/exit-code.ts';
import { write, writeJson } from '../process/output.ts';
import { countOf } from '../reporters/format.ts';
import { comparisonNameOf, lookUpSound } from '../stored/names.ts';
import { openStored } from '../stored/open-storage.ts';
import { parsePointText } from './parse-point.ts';

type EnqueueFlags = Flags<'storage' | 'json'> & { readonly name: string; readonly point: string };

/**
 * `tune enqueue`: a point that is evaluated before the strategy is asked again, in each study of the
 * name. It costs the budget a trial; after a spent budget it is one more.
 */
export async function enqueueCommand(flags: EnqueueFlags): Promise<number> {
  const storage = await openStored(flags);
  try {
    const given = parsePointText(flags.point);
    const { studies } = await lookUpSound(storage, flags.name, flags);
    const comparison = await storage.catalog.comparison(comparisonNameOf(flags.name));
    const space = await spaceOf(storage, studies[0]?.name, comparison);
    const point = parsePoint(space, given);
    for (const { name } of studies) {
      const number = await enqueueTrial(storage, name, point, { space });
      const line = { type: 'enqueued', study: name, number, point };
      if (flags.json) await writeJson(line);
    }
    // A comparison that was complete has something to do again.
    if (comparison !== undefined) {
      const { name, definition } = comparison;
      await storage.catalog.putComparison(name, definition, Date.now());
    }
    const where = countOf(studies.length, 'study', 'studies');
    const next = comparison === undefined ? '' : ` · tune resume ${comparison.name} runs it`;
    if (!flags.json) await write(`queued in ${where} of ${flags.name}${next}\n`);
    return EXIT.ok;
  } finally {
    await storage.close();
  }
}

/** The studies of a comparison share their space. */
async function spaceOf(
  storage: Storage,
  study: string | undefined,
  comparison: StoredComparison | undefined,
): Promise<Space> {
  const { created } = (await readStudy(storage, study ?? ''))!;
  return spaceWithRules(created.space, comparison?.definition);
}
