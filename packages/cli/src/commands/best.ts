import type { Point, Storage } from '@tune/core';
import { usage } from '../errors.ts';
import type { Flags } from '../options/flags.ts';
import { EXIT } from '../process/exit-code.ts';
import { write, writeAnswer } from '../process/output.ts';
import { formatValue } from '../reporters/format.ts';
import { bestPointOf, type BestPoint } from '../results/best-point.ts';
import { comparedStudies } from '../results/compared-studies.ts';
import { storedSummary } from '../results/stored-summary.ts';
import { comparisonNameOf, lookUpSound, type Named } from '../stored/names.ts';
import { openStored } from '../stored/open-storage.ts';
import { shellWord } from '../terminal/shell.ts';
import { jsonText } from '../terminal/visible.ts';

type BestFlags = Flags<'storage' | 'json' | 'flags'> & { readonly name: string };

/**
 * `tune best`: the best point of a comparison, of one of its strategies (`NAME/LABEL`), of
 * a run (`NAME/LABEL/REPEAT`), or of a study.
 * @throws CLI_NAME_UNKNOWN  nothing has the name; with the nearest one
 * @throws CLI_USAGE  no trial is complete yet, or two forms are asked for
 */
export async function bestCommand(flags: BestFlags): Promise<number> {
  const { name, json } = flags;
  if (json && flags.flags)
    throw usage('--json and --flags are two forms of one point; give one of the two.');
  const storage = await openStored(flags);
  try {
    const found = await findBest(storage, flags);
    if (found === undefined) throw usage(`${name} has no complete trial yet.`);
    const { point } = found;
    if (json) await writeAnswer(point);
    else
      await write(`${flags.flags ? flagsText(point) : `${jsonText(point)}\n${sentence(found)}`}\n`);
    return EXIT.ok;
  } finally {
    await storage.close();
  }
}

interface Found extends Pick<BestPoint, 'point' | 'value' | 'search'> {
  readonly metric: string;
  /** `bayes, repeat 2 of branin-1` */
  readonly where: string;
}

async function findBest(storage: Storage, flags: BestFlags): Promise<Found | undefined> {
  const { name } = flags;
  const named = await lookUpSound(storage, name, flags);
  const whole = comparisonNameOf(name);
  const comparison = named.comparison ?? (await storage.catalog.comparison(whole));
  if (comparison === undefined) return ofStudy(named);
  // Of a part of a comparison, as if it were all of it.
  const found = { ...named, comparison };
  const summary = await storedSummary(storage, found);
  const best = summary && bestPointOf(summary.comparison);
  if (best === undefined) return undefined;
  const runs = comparedStudies(named);
  const repeat = runs.length === 1 ? runs[0]!.repeat : best.repeat;
  const of = repeat === undefined ? best.label : `${best.label}, repeat ${repeat}`;
  const { metric = 'value' } = summary!.objective;
  return { ...best, metric, where: `${of} of ${comparison.name}` };
}

function ofStudy({ studies }: Named): Found | undefined {
  const [study] = studies;
  if (study?.best === undefined) return undefined;
  const { point, value, number } = study.best;
  return { point, value, metric: 'value', where: `trial ${number} of ${study.name}` };
}

function sentence({ metric, value, search, where }: Found): string {
  const seen = search == null ? '' : ` (${formatValue(search)} in the search)`;
  return `${metric} ${formatValue(value)}${seen} · ${where}`;
}

/** Behind an equals sign, a value that begins with a dash is not taken for a flag. */
const flagsText = (point: Point): string =>
  Object.entries(point)
    .map(([name, value]) => {
      const text = String(value);
      const word = shellWord(text);
      return text.startsWith('-') ? `--${name}=${word}` : `--${name} ${word}`;
    })
    .join(' ');
