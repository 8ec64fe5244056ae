import {
  parsePoint,
  readStudy,
  type Point,
  type Space,
  type Storage,
  type StoredComparison,
} from '@tune/core';
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
    const { studies, shown } = await lookUpSound(storage, flags.name, flags);
    const { catalog } = storage;
    const comparison = await catalog.comparison(comparisonNameOf(flags.name));
    const spaces = new Map<string, Space>();
    const points = new Map<string, Point>();
    for (const { name } of studies) {
      const space = await spaceOf(storage, name, comparison, spaces);
      points.set(name, parsePoint(space, given));
    }
    for (const [name, point] of points) {
      const space = await spaceOf(storage, name, comparison, spaces);
      const number = await enqueueTrial(storage, name, point, { space });
      const line = { type: 'enqueued', study: shown(name), number, point };
      if (flags.json) await writeJson(line);
    }
    // Comparisons that were complete have something to do again.
    await catalog.reopenComparisons([...points.keys()], Date.now());
    const where = countOf(studies.length, 'study', 'studies');
    const next = comparison === undefined ? '' : ` · tune resume ${comparison.name} runs it`;
    if (!flags.json) await write(`queued in ${where} of ${flags.name}${next}\n`);
    return EXIT.ok;
  } finally {
    await storage.close();
  }
}

/** The studies of a problem share their space. */
async function spaceOf(
  storage: Storage,
  study: string,
  comparison: StoredComparison | undefined,
  known: Map<string, Space>,
): Promise<Space> {
  const { created } = (await readStudy(storage, study))!;
  const { fingerprint } = created;
  const space =
    known.get(fingerprint) ?? (await spaceWithRules(created.space, comparison?.definition));
  known.set(fingerprint, space);
  return space;
}
