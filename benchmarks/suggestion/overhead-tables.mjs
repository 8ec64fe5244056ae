// Tables of overhead.json: the milliseconds that bayes adds to gp-native's.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { table } from '../regret/tables.mjs';

export const overheadFile = fileURLToPath(new URL('overhead.json', import.meta.url));

export const readOverhead = () =>
  existsSync(overheadFile) ? JSON.parse(readFileSync(overheadFile, 'utf8')) : undefined;

const HEAD = ['whole ask', 'gp-native', 'the strategy'];
const spread = ({ low, high }) =>
  low === high ? '' : ` (${low.toFixed(2)} .. ${high.toFixed(2)})`;
const cells = (row) => [
  row.what,
  `${row.whole.toFixed(1)} ms`,
  `${row.native.toFixed(1)} ms`,
  `${row.added.toFixed(2)} ms${spread(row)}`,
];

/** Where, when and how often. */
export const overheadSource = ({ version, date, machine, cores, instructionSet, node, runs }) =>
  `\`bayes\` ${version}, ${date}, ${cores} cores of ${machine} (${instructionSet}), Node ${node.slice(1)}; medians of 20 asks${runs > 1 ? `; the median of ${runs} runs, in brackets all of them` : ''}.`;

/** Two tables: five floats with a growing number of trials, and other kinds of space. */
export const overheadTables = (result) =>
  [
    overheadSource(result),
    table([['trials of 5 floats', ...HEAD], ...result.floats.map(cells)]),
    table([['40 .. 59 trials', ...HEAD], ...result.kinds.map(cells)]),
  ].join('\n\n');

/** The aim: at most this many milliseconds. */
const MOST_MS = 1;

/** Rows of the table of aims: the worst of each list. */
export function overheadRows({ floats, kinds }) {
  const worst = (rows) => rows.reduce((a, b) => (b.added > a.added ? b : a));
  const said = ({ what, added }) => `${added.toFixed(2)} ms (${what})`;
  const row = (what, rows) => [
    `${what}, the most it adds to gp-native's time`,
    `at most ${MOST_MS} ms`,
    said(worst(rows)),
    worst(rows).added <= MOST_MS,
  ];
  const last = floats.at(-1).what.split(' .. ').at(-1);
  return [
    row(`5 floats, up to ${last} trials`, floats),
    row(`${kinds.length} kinds of space, 40 .. 59 trials`, kinds),
  ];
}
