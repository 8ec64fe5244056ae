import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FORMULA, hostileStudies, TEXTS } from './hostile-studies.ts';
import { runTune } from './run-tune.ts';

let where: readonly string[] = [];
let folder = '';
beforeAll(async () => {
  const file = await hostileStudies();
  where = ['--storage', file];
  folder = dirname(file);
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a reader of CSV gets every cell back, and no cell is a formula', async () => {
  const { stdout } = await runTune(['export', 'hostile', ...where]);
  const script = 'import csv,json,sys; print(json.dumps(list(csv.DictReader(sys.stdin))))';
  const read = spawnSync('python3', ['-c', script], { input: stdout, encoding: 'utf8' });
  const rows = JSON.parse(read.stdout) as Record<string, string>[];
  expect(rows).toHaveLength(2 * TEXTS.length);
  const { '': rest, ...first } = rows[0]!;
  expect(rest).toBeUndefined();
  const columns = Object.keys(first);
  expect(columns.slice(0, 8)).toEqual([
    ...['study', 'strategy', 'number', 'state', 'value'],
    ...['params.value', 'params.seed', 'params.state'],
  ]);
  expect(columns).toContain('params.params.value');
  expect(columns).toContain(`params.${FORMULA}`);
  expect(columns.slice(-7)).toEqual([
    ...['seed', 'attempt', 'started', 'ended', 'suggestSeconds', 'evaluateSeconds', 'reason'],
  ]);
  expect(rows.slice(0, 9).map((row) => row['params.seed'])).toEqual([
    ...["'+1+1", '-1.5', "'@x", "'\tt", "''quoted", 'a;b', 'two\nlines'],
    expect.stringMatching(/^c \\x1b\[31mred/),
    "'=1",
  ]);
  expect(rows[0]).toMatchObject({ value: '-4', 'params.value': '-1', state: 'complete' });
  expect(rows[2]!['value']).toBe('');
  expect(rows[2]!['reason']).toMatch(/^reason .*\nline two$/);
  for (const cell of rows.flatMap((row) => Object.values(row))) {
    if (/^[=+\-@\t\r]/.test(cell)) expect(Number.isFinite(Number(cell))).toBe(true);
  }
  // Where semicolons separate fields, no part of a cell is a cell.
  expect(stdout).toContain('"a;b"');
});
