// Traces on disk: one JSON line for each run, a file for each problem and participant.
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const committed = fileURLToPath(new URL('traces/', import.meta.url));

const fileOf = (folder, problem, strategy) =>
  join(folder, problem, `${strategy.replaceAll(/[^\w.=-]/g, '_')}.jsonl`);

const lineOf = (run) => `${JSON.stringify(run)}\n`;

const runsOf = (file) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

export function readTraces(folder, problem, strategy) {
  const file = fileOf(folder, problem, strategy);
  return existsSync(file) ? runsOf(file) : [];
}

/**
 * Keeps a run, instead of what there is of its seed: of an earlier version, or of the problem as it
 * once was. Nothing else goes, and nothing before there is something better.
 */
export function addTrace(folder, trace) {
  const file = fileOf(folder, trace.problem, trace.strategy);
  mkdirSync(dirname(file), { recursive: true });
  const there = readTraces(folder, trace.problem, trace.strategy);
  const kept = there.filter(({ seed }) => seed !== trace.seed);
  if (kept.length === there.length) return appendFileSync(file, lineOf(trace));
  // Renamed, so that whoever reads meanwhile sees all of the old file or all of the new one.
  writeFileSync(`${file}.new`, [...kept, trace].map(lineOf).join(''));
  renameSync(`${file}.new`, file);
}

/** Every run of a folder. */
export function allTraces(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.jsonl'))
    .flatMap((file) => runsOf(join(folder, file)));
}
