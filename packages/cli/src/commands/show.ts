import { readStudy, type Json, type Point, type Storage, type StudySummary } from '@tune/core';
import type { Flags } from '../options/flags.ts';
import { EXIT } from '../process/exit-code.ts';
import { readerGone, write } from '../process/output.ts';
import { formatSeconds, formatValue, reasonOf } from '../reporters/format.ts';
import { alignColumns } from '../reporters/table.ts';
import { lookUp, summaryLine, type Named } from '../stored/names.ts';
import { openStored } from '../stored/open-storage.ts';
import { endedOf, isOutstanding } from '../stored/progress.ts';

type ShowFlags = Flags<'storage' | 'rows' | 'json'> & { readonly name: string };

/** `tune show`: what a comparison or study is and how far it is; with --trials every trial. */
export async function showCommand(flags: ShowFlags): Promise<number> {
  const storage = await openStored(flags);
  try {
    const named = await lookUp(storage, flags.name, flags);
    await write(flags.json ? jsonOf(named) : textOf(named));
    const trialsOf = flags.json ? trialsJson : trialsText;
    for (const { name } of flags.rows ? named.studies : []) {
      await write(await trialsOf(storage, name));
      if (readerGone.aborted) break;
    }
    return EXIT.ok;
  } finally {
    await storage.close();
  }
}

function textOf({ comparison, studies }: Named): string {
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
    const hint = comparison === undefined ? '' : ` · tune resume ${comparison.name} goes on`;
    lines.push('', `not complete${hint}`);
  }
  return `${lines.join('\n')}\n`;
}

const bestCells = ({ value, number, point }: NonNullable<StudySummary['best']>): string[] => [
  ...[formatValue(value), String(number), pointText(point)],
];

const pointText = (point: Point): string =>
  Object.entries(point)
    .map(([name, value]) => `${name} ${formatValue(value)}`)
    .join(', ');

function jsonOf({ comparison, studies }: Named): string {
  const line = {
    type: 'stored',
    comparison: comparison ?? null,
    studies: studies.map(summaryLine),
  };
  return `${JSON.stringify(line)}\n`;
}

async function trialsText(storage: Storage, name: string): Promise<string> {
  const { trials } = (await readStudy(storage, name))!;
  const rows = trials.map((trial) => {
    const { number, state, value, point } = trial;
    const shown = value === undefined ? state : formatValue(value);
    return [String(number), shown, pointText(point), reasonOf(trial)?.split('\n')[0] ?? ''];
  });
  const lines = alignColumns([['trial', 'value', 'point', ''], ...rows]);
  return `\n${name}\n${lines.join('\n')}\n`;
}

async function trialsJson(storage: Storage, name: string): Promise<string> {
  const { trials } = (await readStudy(storage, name))!;
  return trials
    .map((trial) => `${JSON.stringify({ type: 'trial', study: name, ...trial })}\n`)
    .join('');
}
