import { readStudy, spaceFromJSON, Study, type StoredStudy, type Strategy } from '@tune/core';
import { processClock, type SqliteStorage } from '@tune/runtime';
import { EXIT } from '../exit-code.ts';
import { openFile, type StorageFlags } from '../open-storage.ts';
import { write } from '../output.ts';
import { countOf } from '../reporters/format.ts';
import { studiesOf } from '../stored-name.ts';
import { parsePointText } from './parse-point.ts';

/**
 * `tune enqueue`: a point that is evaluated before the strategy is asked again, in each study of the
 * name. It costs the budget a trial; behind a spent budget it is one more.
 */
export async function enqueueCommand(
  flags: StorageFlags & { name: string; point: string; json: boolean },
): Promise<number> {
  const file = openFile(flags);
  try {
    const point = parsePointText(flags.point);
    const studies = studiesOf(file, flags.name, flags);
    for (const { name } of studies) {
      const number = await enqueue(file, (await readStudy(file, name))!, point);
      const line = { type: 'enqueued', study: name, number, point };
      if (flags.json) await write(`${JSON.stringify(line)}\n`);
    }
    // What was complete has something to do again.
    const comparison = file.catalog.comparison(flags.name.split('/')[0]!);
    if (comparison) file.catalog.begin(comparison.name, comparison.definition, processClock());
    const where = countOf(studies.length, 'study', 'studies');
    const next = comparison ? ` · tune resume ${comparison.name} runs it` : '';
    if (!flags.json) await write(`it waits in ${where} of ${flags.name}${next}\n`);
    return EXIT.ok;
  } finally {
    file.close();
  }
}

async function enqueue(
  storage: SqliteStorage,
  { name, created }: StoredStudy,
  point: unknown,
): Promise<number> {
  const { direction, seed, evaluationSeed } = created;
  const study = new Study({
    ...{ name, space: spaceFromJSON(created.space), direction, seed, storage },
    ...(evaluationSeed === undefined ? {} : { evaluationSeed }),
    ...{ clock: processClock, strategy: unasked(created.strategy) },
  });
  await study.refresh();
  const trial = await study.enqueue(point as never);
  study.close();
  return trial.number;
}

/** Nobody is asked for a point: it is there already. */
const unasked = (name: string): Strategy => ({
  ...{ name, apiVersion: 1, capabilities: { parallel: true, exhaustive: false } },
  suggest: async () => [],
});
