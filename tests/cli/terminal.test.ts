import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createStudy, spaceFromJSON, type Strategy } from '@tune/core';
import { sqliteStorage } from '@tune/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  FORMULA,
  hidden,
  hostile,
  hostileStudies,
  lines,
  OWN_COLORS,
  RAW,
} from './hostile-studies.ts';
import { bin, root, runTune, type Finished } from './run-tune.ts';

let where: readonly string[] = [];
let folder = '';
beforeAll(async () => {
  const file = await hostileStudies();
  where = ['--storage', file];
  folder = dirname(file);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** No byte on stdout or stderr but those of the command itself. */
function expectClean({ stdout, stderr }: Finished): void {
  expect(stdout.replaceAll(OWN_COLORS, '')).not.toMatch(RAW);
  expect(stderr).not.toMatch(RAW);
}

describe('nothing that others wrote reaches the terminal raw', () => {
  const spaceFile = (): string => {
    const file = join(folder, 'space.json');
    writeFileSync(file, JSON.stringify([{ name: `n ${hostile}`, type: `t ${hostile}` }]));
    return file;
  };
  const importFile = (): string => {
    const file = join(folder, 'import.json');
    const studies = [{ name: `s ${hostile}`, events: [{ type: `e ${hostile}` }], reports: [] }];
    writeFileSync(file, JSON.stringify({ format: 'tune-export-2', comparison: null, studies }));
    return file;
  };
  const noisy = (): string => {
    const file = join(folder, 'noisy.mjs');
    writeFileSync(file, `throw new SyntaxError(${JSON.stringify(hostile)});`);
    return file;
  };
  const shell = `sh -c 'printf "\\033[31mred\\033[2J\\n\\033]0;t\\007\\n%s\\n" 1' {x}`;
  const plainSpace = (): string => {
    const file = join(folder, 'plain.json');
    writeFileSync(file, JSON.stringify([{ name: 'x', type: 'float', low: 0, high: 1 }]));
    return file;
  };
  const fixture = 'tests/fixtures/hostile.mjs';
  const search = ['--trials', '3', '--storage', 'memory'];
  const study = `hostile/${FORMULA}${hidden}/1`;
  // Words with NUL cannot be given to a process.
  const word = hostile.replaceAll('\0', '');

  test.each<[string, () => string[]]>([
    ['ls', () => ['ls', ...where]],
    ['show', () => ['show', 'hostile', ...where]],
    ['show --trials', () => ['show', 'hostile', '--trials', ...where]],
    ['show of an unknown name', () => ['show', word, ...where]],
    ['show of one study', () => ['show', study, ...where]],
    ['export csv', () => ['export', 'hostile', ...where]],
    ['rm of an unknown name', () => ['rm', word, ...where]],
    ['resume', () => ['resume', 'hostile', ...where]],
    ['enqueue', () => ['enqueue', 'hostile', JSON.stringify({ [word]: word }), ...where]],
    ['enqueue of no JSON', () => ['enqueue', 'hostile', word, ...where]],
    ['import', () => ['import', importFile(), ...where]],
    ['import of no file', () => ['import', join(folder, word), ...where]],
    ['an unknown flag', () => ['compare', `--${word}`]],
    ['an unknown word', () => ['compare', word]],
    ['an unknown command', () => [word]],
    ['a wrong choice', () => ['compare', '--verbose', word]],
    ['a wrong number', () => ['compare', '--trials', word]],
    ['an unknown strategy', () => ['compare', '--objective', 'branin', '--strategies', word]],
    ['an unknown option', () => ['compare', '--objective', `levy?${word}=${word}`]],
    ['an unknown objective', () => ['compare', '--objective', word]],
    ['a module that throws', () => ['compare', '--objective', noisy()]],
    ['a storage', () => ['ls', '--storage', join(folder, word, 'x.db')]],
    ['compare', () => ['compare', '--objective', fixture, '--strategies', 'grid', ...search]],
    [
      'compare in child processes',
      () => ['compare', '--objective', fixture, '--isolation', 'process', ...search],
    ],
    ['run', () => ['run', '--objective', fixture, '--strategy', 'random', ...search]],
    [
      'evaluate',
      () => ['evaluate', '--objective', fixture, '--point', `{"x ${hidden}":1,"kind":"plain"}`],
    ],
    ['setup', () => ['setup', '--objective', fixture]],
    [
      'a program',
      () => [
        'run',
        '--command',
        shell,
        '--space-file',
        plainSpace(),
        '--strategy',
        'random',
        ...search,
      ],
    ],
    ['a space file', () => ['run', '--command', 'true {x}', '--space-file', spaceFile()]],
  ])('%s', async (_, args) => {
    const argv = args().map((arg) => arg.replaceAll('\0', '\\u0000'));
    const run = await runTune(argv, { env: { FORCE_COLOR: '1' } });
    expect(run.stdout + run.stderr).not.toBe('');
    expect(run.stderr).not.toMatch(/^\s+at .*packages\/cli\/(?!bin)/m);
    expectClean(run);
  });

  test.each<[string, () => string[]]>([
    ['ls', () => ['ls', '--json', ...where]],
    ['show', () => ['show', 'hostile', '--trials', '--json', ...where]],
    ['export', () => ['export', 'hostile', '--format', 'json', ...where]],
    ['export to Optuna', () => ['export', 'hostile', '--format', 'optuna-journal', ...where]],
    ['compare', () => ['compare', '--objective', fixture, ...search, '--json']],
  ])('%s as JSON has the same text behind JSON escapes', async (_, args) => {
    const run = await runTune(args());
    expectClean(run);
    const whole = run.stdout.startsWith('{"format"') ? [run.stdout] : lines(run.stdout);
    const values = whole.map((line) => JSON.parse(line.replaceAll(':NaN', ':null')) as unknown);
    const texts: string[] = [];
    const collect = (value: unknown): void => {
      if (typeof value === 'string') texts.push(value);
      if (typeof value !== 'object' || value === null) return;
      texts.push(...Object.keys(value));
      Object.values(value).forEach(collect);
    };
    values.forEach(collect);
    expect(texts.join()).toContain(hostile);
  });

  test('serve', async () => {
    const child = spawn(process.execPath, [bin, 'serve', '--stdio'], { cwd: root });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (data) => (stdout += data));
    child.stderr.on('data', (data) => (stderr += data));
    const space = [{ name: `p ${hidden}`, type: 'float', low: 0, high: 1 }];
    for (const request of [
      ...[{ op: hostile }, { [hostile]: hostile }, hostile],
      { op: 'start', space, direction: 'minimize', strategy: 'random' },
      ...[{ op: 'ask' }, { op: 'tell', id: 1, failed: hostile }, { op: 'ask', count: hostile }],
    ]) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
    }
    child.stdin.write(`{${hostile}\n`);
    child.stdin.end();
    const code = await new Promise<number | null>((done) => child.on('close', done));
    expectClean({ code, stdout, stderr });
    const answers = lines(stdout).map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(JSON.stringify(answers)).toContain(`p ${hidden}`);
  });
});

describe('long texts', () => {
  const long = join(mkdtempSync(join(tmpdir(), 'tune-long-')), 'long.db');
  afterAll(() => rmSync(dirname(long), { recursive: true }));
  const name = 'n'.repeat(200);
  const reason = 'r'.repeat(65_536);
  const choice = 'c'.repeat(5000);
  beforeAll(async () => {
    const opened = sqliteStorage(long);
    const space = spaceFromJSON([{ name, type: 'categorical', choices: [choice, 'x'] }]);
    const strategy: Strategy = {
      ...{ name: 'one', apiVersion: 1, capabilities: { parallel: false, exhaustive: false } },
      suggest: async () => [{ point: { [name]: choice } }],
    };
    const study = await createStudy({ name: 'long', space, storage: opened, strategy });
    await study.tell((await study.ask())!, 1);
    await study.tell((await study.ask())!, { state: 'failed', reason });
    await study.dispose();
    await opened.close();
  });

  test('are shortened in tables, and whole in show and JSON', async () => {
    const args = ['show', 'long', '--trials', '--storage', long];
    const { stdout } = await runTune(args);
    const table = lines(stdout).filter((line) => /^ +[12] /.test(line));
    expect(table).toHaveLength(2);
    for (const row of table) expect(row.length).toBeLessThan(700);
    expect(table[1]).toContain('…');
    expect(stdout).toContain(name);
    expect(stdout).toContain(choice);
    const json = (await runTune([...args, '--json'])).stdout;
    for (const text of [name, reason, choice]) expect(json).toContain(text);
  });
});
