import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostileStudies, OWN_COLORS, RAW } from './hostile-studies.ts';
import { bin, root } from './run-tune.ts';

let where: readonly string[] = [];
let folder = '';
beforeAll(async () => {
  const file = await hostileStudies();
  where = ['--storage', file];
  folder = dirname(file);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What the command writes in a terminal of its own, `later` columns wide once the live view is drawn. */
function inTerminal(
  args: readonly string[],
  columns: number,
  { later = columns, env = {} }: { later?: number; env?: Readonly<Record<string, string>> } = {},
): Promise<string> {
  const script = fileURLToPath(new URL('../fixtures/terminal.py', import.meta.url));
  const { CI: _ci, NO_COLOR: _no, FORCE_COLOR: _force, ...inherited } = process.env;
  return new Promise((resolve) => {
    const child = spawn(
      'python3',
      [script, String(columns), String(later), process.execPath, bin, ...args],
      { cwd: root, env: { ...inherited, TERM: 'xterm-256color', ...env } },
    );
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (data) => (output += data));
    child.on('close', () => resolve(output));
  });
}

/** Columns of what is printed here: only Han characters are wide. */
const widthOf = (line: string): number =>
  // eslint-disable-next-line no-control-regex
  [...line.replaceAll(OWN_COLORS, '').replaceAll(/\u001b\[\d+A/g, '')].reduce(
    (width, character) => width + (/\p{Script=Han}/u.test(character) ? 2 : 1),
    0,
  );

const search = (objective: string, trials: number): string[] =>
  `compare --objective ${objective} --trials ${trials} --storage memory`.split(' ');

describe('on a terminal', () => {
  test.each([20, 40, 60])(
    'no line wraps at %d columns',
    async (columns) => {
      for (const args of [
        ['--help'],
        ['compare', '--help'],
        ['ls', ...where],
        ['show', 'hostile', '--trials', ...where],
        ['compare', '--objective', 'hartmann6', '--trials', '2', '--storage', 'memory'],
        search('tests/fixtures/hostile.mjs', 2),
        ['show', 'unknown-name', ...where],
      ]) {
        const output = await inTerminal(args, columns, { env: { HOSTILE_QUIET: '1' } });
        // eslint-disable-next-line no-control-regex
        const printed = output.split(/[\r\n]+|\u001b\[J/);
        const seen = printed.map(widthOf);
        expect(Math.max(...seen), `${args.join(' ')}\n${output}`).toBeLessThanOrEqual(columns);
      }
    },
    120_000,
  );

  test('escape sequences are those of the command itself', async () => {
    const output = await inTerminal(search('tests/fixtures/hostile.mjs', 4), 70);
    // eslint-disable-next-line no-control-regex
    const rest = output.replaceAll(OWN_COLORS, '').replaceAll(/\u001b\[(?:J|\d+A)|\r/g, '');
    expect(rest).not.toMatch(RAW);
    expect(output).toContain('\u001b[J');
  });

  test('the view is drawn again when the terminal is resized', async () => {
    const search = 'compare --objective tests/fixtures/brief.mjs --trials 100 --storage memory';
    const output = await inTerminal(search.split(' '), 100, { later: 40 });

    const frames = output.split('\r\u001b[J').filter((frame) => frame.includes('strategy  trials'));
    expect(frames.some((frame) => frame.includes('at trial'))).toBe(true);
    expect(frames.some((frame) => !frame.includes('at trial'))).toBe(true);
  }, 60_000);

  test('NO_COLOR, FORCE_COLOR, CI and TERM=dumb are heeded', async () => {
    const search = 'compare --objective branin --trials 2 --storage memory'.split(' ');
    const seen = async (env: Readonly<Record<string, string>>): Promise<string> => {
      const output = await inTerminal(search, 80, { env });
      const colors = output.match(OWN_COLORS) === null ? 'plain' : 'colored';
      return `${colors}, ${output.includes('\u001b[J') ? 'live' : 'lines'}`;
    };
    expect(await seen({})).toBe('colored, live');
    expect(await seen({ NO_COLOR: '1' })).toBe('plain, live');
    expect(await seen({ NO_COLOR: '1', FORCE_COLOR: '1' })).toBe('plain, live');
    expect(await seen({ FORCE_COLOR: '0' })).toBe('plain, live');
    expect(await seen({ CI: 'true' })).toBe('colored, lines');
    expect(await seen({ TERM: 'dumb' })).toBe('plain, lines');
  }, 60_000);
});
