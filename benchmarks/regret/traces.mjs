// Traces on disk: one JSON line for each run, a file for each problem and participant.
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const committed = fileURLToPath(new URL('traces/', import.meta.url));

const fileOf = (folder, problem, strategy) =>
  join(folder, problem, `${strategy.replaceAll(/[^\w.=-]/g, '_')}.jsonl`);

export function readTraces(folder, problem, strategy) {
  const file = fileOf(folder, problem, strategy);
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

export function addTrace(folder, trace) {
  const file = fileOf(folder, trace.problem, trace.strategy);
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, `${JSON.stringify(trace)}\n`);
}

/** Drops runs of an earlier version or of a problem that has changed. */
export function dropStale(folder, problem, strategy, { hash, version }) {
  const runs = readTraces(folder, problem, strategy);
  const fresh = runs.filter((run) => run.hash === hash && run.version === version);
  if (fresh.length < runs.length) {
    const lines = fresh.map((run) => `${JSON.stringify(run)}\n`).join('');
    writeFileSync(fileOf(folder, problem, strategy), lines);
  }
  return fresh;
}

/** Every run of a folder. */
export function allTraces(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.jsonl'))
    .flatMap((file) =>
      readFileSync(join(folder, file), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line)),
    );
}
