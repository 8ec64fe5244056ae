import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lines } from './hostile-studies.ts';
import { bin, root, runTune, type Finished } from './run-tune.ts';

const folder = mkdtempSync(join(tmpdir(), 'tune-output-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('an output that cannot be written', () => {
  const sound = join(folder, 'sound.db');
  const stored = ['--storage', sound];
  let name = '';
  beforeAll(async () => {
    await runTune([
      'run',
      '--objective',
      'branin',
      '--strategy',
      'random',
      '--trials',
      '3',
      ...stored,
    ]);
    const [line = ''] = lines((await runTune(['ls', '--json', ...stored])).stdout);
    ({ name } = JSON.parse(line) as { name: string });
  });

  const search = 'run --objective branin --strategy random --trials 3 --storage memory'.split(' ');
  const COMMANDS: [string, () => string[]][] = [
    ['--help', () => ['--help']],
    ['--version', () => ['--version']],
    ['ls', () => ['ls', ...stored]],
    ['ls --json', () => ['ls', '--json', ...stored]],
    ['show', () => ['show', name, '--trials', ...stored]],
    ['export', () => ['export', name, ...stored]],
    ['run', () => search],
    ['run --json', () => [...search, '--json']],
    ['doctor', () => ['doctor']],
    ['setup', () => ['setup', '--objective', 'branin']],
    ['evaluate', () => ['evaluate', '--objective', 'branin', '--point', '{"x1":1,"x2":2}']],
    ['serve', () => ['serve', '--stdio']],
  ];

  /** The command in a shell, which can close streams. */
  function inShell(redirect: string, args: readonly string[]): Promise<Finished> {
    return new Promise((resolve) => {
      const child = spawn(
        'bash',
        ['-c', `"$@" ${redirect}`, 'bash', process.execPath, bin, ...args],
        {
          ...{ cwd: root, env: { ...process.env, CI: 'true' } },
        },
      );
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (data) => (stdout += data));
      child.stderr.on('data', (data) => (stderr += data));
      child.stdin.end('{"op":"best"}\n');
      child.on('close', (code) => resolve({ code, stdout, stderr }));
    });
  }

  test.each(COMMANDS)(
    '%s',
    async (_, args) => {
      const full = await inShell('> /dev/full', args());
      expect(full.stderr).toMatch(
        /(^|\n)tune: the output could not be written: no space left on device \(ENOSPC\)\.\n$/,
      );
      expect(full.stderr).not.toMatch(/^\s+at |Error/m);
      expect(full.code).toBe(1);
      const codes = args()[0] === 'doctor' ? [0, 1] : [0];
      const gone = ['| true; exit ${PIPESTATUS[0]}', '>&- 2>&-', '2>/dev/full >/dev/null'];
      for (const redirect of gone) {
        const { code, stderr } = await inShell(redirect, args());
        expect(stderr).not.toMatch(/tune:|EPIPE|EBADF|Error/);
        expect(codes).toContain(code);
      }
    },
    120_000,
  );

  test.each([
    ['whose reader has gone', '| head -c 1; exit ${PIPESTATUS[0]}', 0],
    ['whose disk is full', '> /dev/full', 1],
  ])(
    'a search %s stops as by Ctrl-C, and what is stored is kept',
    async (_, redirect, code) => {
      const file = join(folder, `left-${code}.db`);
      const long = ['run', '--objective', 'tests/fixtures/brief.mjs', '--strategy', 'random'];
      const run = await inShell(redirect, [
        ...long,
        '--trials',
        '20000',
        '--json',
        '--storage',
        file,
      ]);
      expect(run.code).toBe(code);
      expect(run.stderr).not.toMatch(/EPIPE|Error/);
      const [line = ''] = lines((await runTune(['ls', '--json', '--storage', file])).stdout);
      // Of a full disk the first line is refused already, before anything is stored.
      if (code === 1 && line === '') return;
      const { measured, planned } = JSON.parse(line) as { measured: number; planned: number };
      expect(planned).toBe(20_000);
      expect(measured).toBeLessThan(planned);
    },
    60_000,
  );

  test('a slow reader gets every line', async () => {
    const { code, stdout } = await inShell(
      '| (sleep 1; cat); exit ${PIPESTATUS[0]}',
      'run --objective branin --strategy random --trials 500 --storage memory --json'.split(' '),
    );
    expect(code).toBe(0);
    const types = lines(stdout).map((line) => (JSON.parse(line) as { type: string }).type);
    expect(types.filter((type) => type === 'trial')).toHaveLength(500);
    expect(types.at(-1)).toBe('comparison');
  }, 60_000);
});
