import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventsOf, runTune } from './run-tune.ts';

const OLD = fileURLToPath(new URL('../fixtures/export-1.json', import.meta.url));
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tune-import-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const tune = (...args: string[]) => runTune([...args, '--storage', join(folder, 'tune.db')]);
const list = async () => eventsOf(await tune('ls', '--json'));

test('an export of the first edition is imported and resumes', async () => {
  expect(await tune('import', OLD)).toMatchObject({ code: 0, stderr: '' });
  const [entry] = await list();
  expect(entry).toMatchObject({ type: 'comparison', trials: 3, planned: 3, state: 'complete' });
  const name = entry!['name'] as string;
  expect(name).toBe('branin-4bd6dc1a');
  const resumed = await tune('resume', name, '--trials', '5', '--json');
  const trials = eventsOf(resumed).filter(({ type }) => type === 'trial');
  expect(trials.map(({ number }) => number)).toEqual([4, 5]);
  // As if it had never been stored anywhere else.
  const whole = await runTune(
    'run --objective branin --strategy random --trials 5 --json'.split(' '),
  );
  const pointsOf = (events: ReturnType<typeof eventsOf>) =>
    events.filter(({ type }) => type === 'trial').map(({ point }) => point);
  expect(pointsOf(eventsOf(resumed))).toEqual(pointsOf(eventsOf(whole)).slice(3));
}, 60_000);

test('a damaged export says where, and nothing of it is stored', async () => {
  const path = join(folder, 'damaged.json');
  const whole = readFileSync(OLD, 'utf8');
  const { studies, ...rest } = JSON.parse(whole) as {
    studies: { name: string; facts: object[] }[];
  };
  const [study] = studies;
  const broken = { name: 'broken/random/1', facts: study!.facts.slice(1) };
  writeFileSync(path, JSON.stringify({ ...rest, studies: [study, broken] }));
  const run = await tune('import', path);
  expect(run).toMatchObject({ code: 2, stdout: '' });
  expect(run.stderr).toMatch(/study 2: broken\/random\/1: event 1: the first event must be/);
  writeFileSync(path, whole.slice(0, 200));
  expect((await tune('import', path)).stderr).toContain('could not be read as JSON');
  expect(existsSync(join(folder, 'tune.db'))).toBe(false);
}, 60_000);

test('an import names the program that a resume would run', async () => {
  const path = join(folder, 'export.json');
  const read = JSON.parse(readFileSync(OLD, 'utf8')) as { comparison: { definition: object } };
  const { comparison } = read;
  const definition = { ...comparison.definition, command: 'echo {x1}' };
  writeFileSync(path, JSON.stringify({ ...read, comparison: { ...comparison, definition } }));
  expect((await tune('import', path)).stderr).toBe(
    'tune resume branin-4bd6dc1a would run the program: echo {x1}\n',
  );
}, 60_000);
