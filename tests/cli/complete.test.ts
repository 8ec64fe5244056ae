import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runTune } from './run-tune.ts';

const bin = fileURLToPath(new URL('../../packages/cli/bin/tune.js', import.meta.url));
let folder: string;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tune-complete-'));
  symlinkSync(bin, join(folder, 'tune'));
  const { TUNE_STORAGE: _storage, ...rest } = process.env;
  env = { ...rest, HOME: folder, PATH: `${folder}${delimiter}${rest['PATH'] ?? ''}` };
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { stdout } = await runTune(['complete', shell]);
    writeFileSync(join(folder, `tune.${shell}`), stdout);
  }
  const search = ['--objective', 'branin', '--strategies', 'random', '--trials', '1'];
  await runTune(['compare', ...search, '--name', 'first'], {
    cwd: folder,
    env: { TUNE_STORAGE: '' },
  });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const shell = (name: string, ...args: string[]): string[] =>
  execFileSync(name, args, { cwd: folder, env, encoding: 'utf8' })
    .split('\n')
    .filter((line) => line !== '');

/** What fish offers, each with its description behind a tab. */
const fish = (line: string): string[] =>
  shell('fish', '--no-config', '-c', `source tune.fish; complete -C '${line}'`);

/** What bash offers. */
const bash = (...words: string[]): string[] =>
  shell(
    'bash',
    '-c',
    `. /usr/share/bash-completion/bash_completion; . ./tune.bash
     COMP_WORDS=(tune ${words.join(' ')}); COMP_CWORD=${words.length}
     COMP_LINE='tune ${words.join(' ').replaceAll("'", '')}'; COMP_POINT=\${#COMP_LINE}
     __tune_complete 2>/dev/null; printf '%s\\n' "\${COMPREPLY[@]}"`,
  );

test('fish completes commands, values and stored names', () => {
  expect(fish('tune compa')).toEqual([expect.stringMatching(/^compare\tlet strategies/)]);
  expect(fish('tune compare --strategies bayes,ran')).toEqual(['bayes,random\tstrategy']);
  expect(fish('tune show fi')).toEqual(['first\tcomparison']);
}, 60_000);

test('bash completes commands, values and stored names', () => {
  expect(bash('compa')).toEqual(['compare']);
  expect(bash('compare', '--strategies', 'bayes,ran')).toEqual(['bayes,random']);
  expect(bash('show', "''")).toEqual(['first']);
}, 60_000);

test('zsh reads its script', () => {
  const script = 'autoload -U compinit; compinit -u; source ./tune.zsh; print -r -- $_comps[tune]';
  expect(shell('zsh', '-f', '-c', script)).toEqual(['_tune']);
}, 60_000);

test('what is stored is not touched by completing', async () => {
  const before = (await runTune(['ls', '--json'], { cwd: folder, env: { TUNE_STORAGE: '' } }))
    .stdout;
  bash('show', "''");
  expect((await runTune(['ls', '--json'], { cwd: folder, env: { TUNE_STORAGE: '' } })).stdout).toBe(
    before,
  );
}, 60_000);
