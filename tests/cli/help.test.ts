import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execFile } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runTune } from './run-tune.ts';

const help = async (command: string): Promise<string> =>
  (await runTune([command, '--help'])).stdout;

/** The lines of a help that can be pasted into a shell. One that was wrapped is cut, and fails. */
const examplesOf = (text: string): string[] =>
  text
    .slice(text.indexOf('Examples:'))
    .split('\n')
    .filter((line) => line.startsWith('  tune '))
    .map((line) => line.trim());

/** In the order in which the examples of one need what those of another have made. */
const QUICK = ['compare', 'run', 'resume', 'enqueue', 'assert', 'ls', 'show', 'best'].concat(
  ...['importance', 'export', 'rm', 'import', 'evaluate'],
);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tune-help-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function shell(line: string): Promise<{ code: number; stderr: string }> {
  const bin = join(process.cwd(), '..', 'node_modules', '.bin');
  const { TUNE_STORAGE: _storage, ...env } = process.env;
  env['PATH'] = `${bin}${delimiter}${env['PATH'] ?? ''}`;
  return new Promise((resolve) => {
    execFile('sh', ['-c', line], { cwd: folder, env }, (error, _stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stderr });
    });
  });
}

describe.sequential('the examples of', () => {
  test.each(QUICK)(
    '%s run one after another',
    async (command) => {
      const lines = examplesOf(await help(command));
      expect(lines.length).toBeGreaterThanOrEqual(2);
      for (const line of lines) {
        const { code, stderr } = await shell(line);
        const isFine = command === 'assert' ? [0, 3, 4].includes(code) : code === 0;
        expect(isFine ? '' : `${line}: ${code}\n${stderr}`).toBe('');
      }
    },
    120_000,
  );
});

test.each(['serve', 'setup', 'doctor', 'complete'])('%s has two examples', async (command) => {
  expect(examplesOf(await help(command)).length).toBeGreaterThanOrEqual(2);
});
