import { readStudy, type Json, type Point, type Trial } from '@tune/core';
import type { SqliteStorage, StoredComparison, StudySummary } from '@tune/runtime';
import { EXIT } from '../exit-code.ts';
import { openFile, type StorageFlags } from '../open-storage.ts';
import { isRead, write } from '../output.ts';
import { formatSeconds, formatValue } from '../reporters/format.ts';
import { alignColumns } from '../reporters/table.ts';
import { endedOf, isOutstanding } from '../stored-progress.ts';
import { studiesOf } from '../stored-name.ts';

export interface ShowFlags extends StorageFlags {
  readonly name: string;
  /** Every trial. */
  readonly rows: boolean;
  readonly json: boolean;
}

/** `tune show`: what a comparison or study is and how far it has come; with --trials every trial. */
export async function showCommand(flags: ShowFlags): Promise<number> {
  const file = openFile(flags);
  try {
    const studies = studiesOf(file, flags.name, flags);
    const comparison = file.catalog.comparison(flags.name);
    const show = flags.json ? showJson : showText;
    await show(comparison, studies);
    if (flags.rows) await (flags.json ? trialsJson : trialsText)(file, studies);
    return EXIT.ok;
  } finally {
    file.close();
  }
}

type Show = (
  comparison: StoredComparison | undefined,
  studies: readonly StudySummary[],
) => Promise<void>;

const showText: Show = async (comparison, studies) => {
  const lines: string[] = [];
  if (comparison !== undefined) {
    const { name, createdAt, seconds, definition } = comparison;
    const flags = Object.entries(definition as Record<string, Json>);
    lines.push(
      `${name} · begun ${new Date(createdAt).toISOString()} · ${formatSeconds(seconds)} so far`,
      ` ${flags.map(([flag, value]) => `${flag} ${String(value)}`).join(', ')}`,
      '',
    );
  }
  const head = ['study', 'ended', 'failed', 'waiting', 'running', 'best', 'at trial', 'point'];
  const rows = studies.map((study) => {
    const { name, trials, best, budget } = study;
    const of = budget?.trials === undefined ? '' : `/${budget.trials}`;
    const own = comparison === undefined ? name : name.slice(comparison.name.length + 1);
    return [
      ...[own, `${endedOf(study)}${of}`],
      ...[trials.failed, trials.waiting, trials.running].map(String),
      ...(best === undefined ? ['-', '-', ''] : bestCells(best)),
    ];
  });
  lines.push(...alignColumns([head, ...rows]));
  if (comparison?.result === undefined && studies.some(isOutstanding)) {
    const name = comparison?.name;
    lines.push(
      '',
      name === undefined ? 'not complete' : `not complete · tune resume ${name} goes on`,
    );
  }
  await write(`${lines.join('\n')}\n`);
};

const bestCells = ({ value, number, point }: NonNullable<StudySummary['best']>): string[] => [
  ...[formatValue(value), String(number), pointText(point)],
];

const pointText = (point: Point): string =>
  Object.entries(point)
    .map(([name, value]) => `${name} ${formatValue(value)}`)
    .join(', ');

const showJson: Show = async (comparison, studies) => {
  const line = { type: 'stored', comparison: comparison ?? null, studies };
  await write(`${JSON.stringify(line)}\n`);
};

type ShowTrials = (file: SqliteStorage, studies: readonly StudySummary[]) => Promise<void>;

const trialsText: ShowTrials = async (file, studies) => {
  for (const { name } of studies) {
    const { trials } = (await readStudy(file, name))!;
    const rows = trials.map(({ number, state, value, point, outcome }) => [
      ...[String(number), value === undefined ? state : formatValue(value), pointText(point)],
      outcome !== undefined && 'reason' in outcome ? outcome.reason.split('\n')[0]! : '',
    ]);
    const lines = alignColumns([['trial', 'value', 'point', ''], ...rows]);
    await write(`\n${name}\n${lines.join('\n')}\n`);
    if (!isRead()) return;
  }
};

const trialsJson: ShowTrials = async (file, studies) => {
  for (const { name } of studies) {
    const { trials } = (await readStudy(file, name))!;
    const lines = trials.map((trial: Trial) =>
      JSON.stringify({ type: 'trial', study: name, ...trial }),
    );
    await write(lines.map((line) => `${line}\n`).join(''));
    if (!isRead()) return;
  }
};
