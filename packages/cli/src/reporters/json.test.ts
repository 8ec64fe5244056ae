import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { designOf, ended } from './design.test-util.ts';
import { jsonReporter } from './json.ts';
import { openOutputFile } from './output-file.ts';

test('each line has its type first, then the version, and the study as a person knows it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tune-lines-'));
  const file = join(folder, 'deeper', 'events.jsonl');
  const reporter = jsonReporter(openOutputFile('json', file));
  reporter.begin!(designOf(), 'net-1');
  const event = ended('bayes', 3, 0.5, { repeat: 2 });
  reporter.event(event);
  reporter.event({ ...event, type: 'trial-lost' });
  void reporter.end();
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  rmSync(folder, { recursive: true });
  const run = '"study":"net-1/bayes/2","strategy":"bayes","repeat":2';
  expect(lines.map((line) => line.slice(0, 90))).toEqual([
    expect.stringMatching(/^\{"type":"begin","version":1,"name":"net-1","objective":"net"/),
    expect.stringContaining(`{"type":"trial","version":1,${run},"number":3`.slice(0, 90)),
    expect.stringContaining(`{"type":"trial-lost","version":1,${run}`.slice(0, 90)),
  ]);
  expect(lines[2]).toBe(`{"type":"trial-lost","version":1,${run},"number":3}`);
});
