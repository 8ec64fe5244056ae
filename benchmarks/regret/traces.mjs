// Traces on disk: one JSON line per run, one file per problem and participant.
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
 * Stores a run. It replaces the run of the same seed, which is of another version of the strategy or of the
 * problem, and nothing else.
 */
export function addTrace(folder, trace) {
  const file = fileOf(folder, trace.problem, trace.strategy);
  mkdirSync(dirname(file), { recursive: true });
  const there = readTraces(folder, trace.problem, trace.strategy);
  const kept = there.filter(({ seed }) => seed !== trace.seed);
  if (kept.length === there.length) return appendFileSync(file, lineOf(trace));
  // Renamed, so that a reader sees either the whole old file or the whole new one.
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
