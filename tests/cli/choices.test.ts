import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventsOf, runTune, type RunOptions } from './run-tune.ts';

const core = fileURLToPath(new URL('../../packages/core/dist/index.js', import.meta.url));
let folder: string;
let calls: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tune-choices-'));
  calls = join(folder, 'calls');
  // Writes down each evaluation, of the search and of the test.
  writeFileSync(
    join(folder, 'tested.mjs'),
    `import { appendFileSync } from 'node:fs';
     import { float, space } from ${JSON.stringify(core)};
     const wait = () => new Promise((resolve) => setTimeout(resolve, 150));
     const counted = (kind) => async ({ x }, { seed }) => {
       await wait();
       appendFileSync(${JSON.stringify(calls)}, kind + ' ' + x + ' ' + seed + '\\n');
       return kind === 'search' ? x : x + 0.25;
     };
     const objective = {
       name: 'tested', direction: 'minimize', version: '1', space: space({ x: float(0, 1) }),
       evaluate: counted('search'),
     };
     export default {
       ...objective,
       test: () => ({ ...objective, description: 'other data', evaluate: counted('test') }),
     };`,
  );
});
afterEach(() => rmSync(folder, { recursive: true }));

const tune = (line: string, options: RunOptions = {}) =>
  runTune([...line.split(' '), '--storage', join(folder, 'tune.db')], { cwd: folder, ...options });

/** What was evaluated: `search 0.5 1234`. */
const called = (kind: string): string[] =>
  existsSync(calls)
    ? readFileSync(calls, 'utf8')
        .split('\n')
        .filter((line) => line.startsWith(kind))
    : [];

const COMPARE = 'compare --objective ./tested.mjs --strategies random,grid --trials 3 --repeats 2';

test('each choice is scored once, also if the command is killed while it scores', async () => {
  const killed = await tune(`${COMPARE} --json`, {
    onOutput(stdout, child) {
      if (stdout.split('"type":"tested"').length > 2) child.kill('SIGKILL');
    },
  });
  expect(killed.code).toBeNull();
  expect(called('search')).toHaveLength(12);
  const before = called('test').length;
  expect(before).toBeGreaterThanOrEqual(2);
  expect(before).toBeLessThan(4);
  const again = await tune(`${COMPARE} --json`);
  expect(again.code).toBe(0);
  const events = eventsOf(again);
  expect(events.find(({ type }) => type === 'plan')).toMatchObject({
    ...{ reusedRuns: 4, reusedTrials: 12, missingTrials: 0 },
  });
  expect(called('search')).toHaveLength(12);
  // The one that was killed while it ran may have been written down.
  expect(new Set(called('test')).size).toBe(4);
  expect(called('test').length).toBeLessThanOrEqual(5);
  const { judgedBy, testDescription, strategies } = events.at(-1)!;
  expect({ judgedBy, testDescription }).toEqual({
    ...{ judgedBy: 'test', testDescription: 'other data' },
  });
  for (const one of strategies as { best: number[]; values: number[]; optimism: number }[]) {
    expect(one.values).toEqual(one.best.map((value) => value + 0.25));
    expect(one.optimism).toBeCloseTo(0.25, 12);
  }
  // What was tested is what the search had chosen, with its seed.
  const searched = called('search').map((line) => line.replace('search', 'test'));
  for (const line of called('test')) expect(searched).toContain(line);
}, 60_000);
