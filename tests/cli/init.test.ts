import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bin, root, runTune } from './run-tune.ts';

const emptyFolder = () => mkdtempSync(join(tmpdir(), 'tune-init-'));

/** `tune init` on a terminal, where keys are pressed once something is shown. */
function onTerminal(keys: readonly (readonly [string, string])[], cwd: string) {
  return new Promise<{ code: number | null; screen: string }>((resolve) => {
    const { CI: _ci, NO_COLOR: _no, ...env } = process.env;
    const script = join(root, 'tests', 'fixtures', 'answers.py');
    const args = [script, JSON.stringify(keys), process.execPath, bin, 'init'];
    const child = spawn('python3', args, { cwd, env: { ...env, TERM: 'xterm' } });
    let screen = '';
    child.stdout.on('data', (data) => (screen += data));
    child.on('close', (code) => resolve({ code, screen }));
  });
}

test('without a terminal it takes defaults, tells them and what to type next', async () => {
  const cwd = emptyFolder();
  const { code, stdout } = await runTune(['init', 'hills'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toContain('Template: strategy (the default); the others are objective or script.');
  expect(stdout).toContain('Language: ts (the default); the other is js.');
  expect(stdout).toContain('cd hills && npm install');
  expect(existsSync(join(cwd, 'hills', 'src', 'hills.ts'))).toBe(true);
});

test('the command that is printed for a training script runs', async () => {
  const cwd = emptyFolder();
  writeFileSync(
    join(cwd, 'train.js'),
    'const lr = Number(process.argv[2] ?? 0.01);\nconsole.log((Math.log10(lr) + 2) ** 2);\n',
  );
  const { stdout } = await runTune(['init'], { cwd });
  const [, command] =
    /^ {2}(?:npx )?tune compare --command '([^']+)' --space-file space.json/m.exec(stdout)!;
  expect(command).toBe('node train.js {lr}');
  const search = ['compare', '--command', command!, '--space-file', 'space.json'];
  const found = await runTune([...search, '--strategies', 'random', '--trials', '3'], { cwd });
  expect(found.code).toBe(0);
});

test('files that are there are kept; the message names the flag', async () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'README.md'), 'mine');
  const { code, stderr } = await runTune(['init', '.', '--template', 'objective'], { cwd });
  expect(code).toBe(2);
  expect(stderr).toMatch(/README.md would be replaced in .*\(--force\)/s);
  expect(readFileSync(join(cwd, 'README.md'), 'utf8')).toBe('mine');
});

test('on a terminal it asks, and Ctrl-C writes nothing', async () => {
  const cwd = emptyFolder();
  const down = '\u001b[B';
  const { code, screen } = await onTerminal(
    [
      ['What is it to be?', `${down}\r`],
      ['In which language?', `${down}\r`],
      ['In which folder?', 'valley\r'],
    ],
    cwd,
  );
  expect(code, screen).toBe(0);
  expect(screen).toContain('Made valley, an objective in JavaScript:');
  expect(existsSync(join(cwd, 'valley', 'src', 'valley.js'))).toBe(true);

  const canceled = await onTerminal([['What is it to be?', '\u0003']], emptyFolder());
  expect(canceled.code, canceled.screen).toBe(130);
  expect(canceled.screen).toContain('Canceled; nothing was written.');
});
