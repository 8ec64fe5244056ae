// The figures that were measured, what they come to, and what they must be.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MEASUREMENTS } from './measurements.mjs';

export const file = fileURLToPath(new URL('figures.json', import.meta.url));
export const readFigures = () => JSON.parse(readFileSync(file, 'utf8'));

const median = (list) => {
  const sorted = list.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
};

/** How many times as large one list is as the other, round by round: the load of a machine hits both. */
const times = (list, other) => median(list.map((value, round) => value / other[round]));

/** One row for each measurement: medians, the ratio to the version before, and whether it is as it must be. */
export function rowsOf({ measured }) {
  return Object.entries(MEASUREMENTS).flatMap(([name, measurement]) => {
    const { now, before } = measured[name] ?? {};
    if (now === undefined) return [];
    const { atLeast, atMost, atMostTimes } = measurement;
    const ratio = before === undefined ? undefined : times(now, before);
    const row = { ...measurement, now: median(now), before: before && median(before), ratio };
    if (atMost !== undefined) return { ...row, isFine: row.now <= atMost };
    if (atMostTimes !== undefined) {
      const { of, limit } = atMostTimes;
      const beside = times(now, measured[of].now);
      return { ...row, beside, isFine: beside <= limit };
    }
    if (atLeast === undefined || ratio === undefined) return row;
    return { ...row, isFine: ratio >= atLeast };
  });
}

const shown = (value, unit) => {
  if (value === undefined) return '';
  const digits = unit === 's' ? 2 : 0;
  return `${value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })} ${unit}`;
};

function limitOf({ atLeast, atMost, atMostTimes, unit }) {
  if (atLeast === 1) return 'no slower than before';
  if (atLeast !== undefined) return `at least ${atLeast} times as many as before`;
  if (atMostTimes !== undefined) return `at most ${atMostTimes.limit} times the line above`;
  if (unit === 'MiB') return 'at most 100 MB';
  return atMost === undefined ? '' : `at most ${atMost} ${unit}`;
}

/** The figures as a table of Markdown. */
export function tableOf(figures) {
  const { machine, load, rounds } = figures;
  const lines = rowsOf(figures).map((row) => {
    const { title, unit, now, before, ratio, beside } = row;
    const times = ratio === undefined ? '' : `${ratio.toPrecision(2)}`;
    const also = beside === undefined ? '' : ` (${beside.toFixed(2)} times)`;
    return `| ${title} | ${shown(now, unit)}${also} | ${shown(before, unit)} | ${times} | ${limitOf(row)} |`;
  });
  return [
    `${machine}; load ${load} at the start. Medians of ${rounds} rounds; the ratio is the median of those of the rounds.`,
    '',
    '| what | now | before | ratio | must be |',
    '| --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}
