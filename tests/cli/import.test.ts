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
  // Its result has no verdict, so it is not one of today: it is made again when it is asked for.
  expect(entry).toMatchObject({ type: 'stored', measured: 3, planned: 3, state: 'stopped' });
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

/** The export of the first edition with another definition. */
function exportWith(more: object): string {
  const path = join(folder, 'export.json');
  const read = JSON.parse(readFileSync(OLD, 'utf8')) as { comparison: { definition: object } };
  const { comparison } = read;
  const definition = { ...comparison.definition, ...more };
  writeFileSync(path, JSON.stringify({ ...read, comparison: { ...comparison, definition } }));
  return path;
}

test.each([
  ['a program', { command: 'touch ran' }, 'the program touch ran'],
  ['an objective', { objective: './evil.mjs' }, 'the objective ./evil.mjs'],
  ['a strategy', { strategies: 'random,./evil.mjs' }, 'the strategy ./evil.mjs'],
  ['a package', { objective: 'evil' }, 'the objective evil'],
])(
  '%s of an imported comparison does not run without --trust',
  async (_, more, code) => {
    writeFileSync(
      join(folder, 'evil.mjs'),
      `import { writeFileSync } from 'node:fs'; writeFileSync('ran', ''); export default {};`,
    );
    const imported = await tune('import', exportWith({ ...more, folder, imported: false }));
    expect(imported.code).toBe(0);
    expect(imported.stderr).toContain(`would run ${code}`);
    const [{ name } = {}] = await list();
    const refused = await tune('resume', String(name), '--trials', '5');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain(code);
    expect(refused.stderr).toContain(`in the folder ${folder}`);
    expect(refused.stderr).toContain('--trust');
    await tune('enqueue', String(name), '{"x1":1,"x2":1}');
    expect(existsSync(join(folder, 'ran'))).toBe(false);
    // It is trusted here, not where it goes next: a mark in the file that is imported means nothing.
    const { stdout } = await tune('export', String(name), '--format', 'json');
    expect(stdout).not.toContain('"imported"');
  },
  60_000,
);

test('an imported comparison that is trusted runs, and is not asked about again', async () => {
  const command = `${process.execPath} -e console.log(1)`;
  const space =
    '[{"name":"x1","type":"float","low":-5,"high":10},{"name":"x2","type":"float","low":0,"high":15}]';
  writeFileSync(join(folder, 'space.json'), space);
  await tune(
    'import',
    exportWith({ command, spaceFile: 'space.json', folder, direction: 'minimize' }),
  );
  const [{ name } = {}] = await list();
  const line = ['resume', String(name), '--trials', '5', '--json'];
  expect((await tune(...line)).code).toBe(2);
  const trusted = await tune(...line, '--trust');
  expect(trusted.code).toBe(0);
  expect(eventsOf(trusted).filter(({ type }) => type === 'trial')).toHaveLength(2);
  const more = await tune('resume', String(name), '--trials', '6', '--json');
  expect(more.code).toBe(0);
}, 60_000);

test('an import of built-in parts resumes without a question', async () => {
  await tune('import', OLD);
  const [{ name } = {}] = await list();
  expect((await tune('resume', String(name), '--trials', '4')).code).toBe(0);
}, 60_000);
