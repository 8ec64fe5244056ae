import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OWN_COLORS } from './hostile-studies.ts';
import { bin, eventsOf, root, runTune, type Finished } from './run-tune.ts';

const folder = mkdtempSync(join(tmpdir(), 'tune-screen-'));
afterAll(() => rmSync(folder, { recursive: true }));
const where = ['--storage', join(folder, 'tune.db')];

/** What stays on a terminal of so many columns: without what was drawn and erased again. */
function screenOf(
  args: readonly string[],
  columns: number,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const script = fileURLToPath(new URL('../fixtures/terminal.py', import.meta.url));
  const { CI: _ci, NO_COLOR: _no, FORCE_COLOR: _force, ...inherited } = process.env;
  return new Promise((resolve) => {
    const size = String(columns);
    const child = spawn('python3', [script, size, size, process.execPath, bin, ...args], {
      cwd: root,
      env: { ...inherited, TERM: 'xterm-256color', ...env },
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (data) => (output += data));
    // A view that is erased begins behind one escape sequence and ends with the next.
    // eslint-disable-next-line no-control-regex
    const drawn = /\r\u001b\[J(?:[^\u001b]|\u001b\[(?!\d+A)[^J])*\u001b\[\d+A\r/g;
    // eslint-disable-next-line no-control-regex
    const rest = /\r\u001b\[J|\r(?=\n)/g;
    child.on('close', () => resolve(output.replaceAll(drawn, '').replaceAll(rest, '')));
  });
}

const plain = (screen: string): string => screen.replaceAll(OWN_COLORS, '');
const widest = (screen: string): number =>
  Math.max(
    ...plain(screen)
      .split('\n')
      .map((line) => [...line].length),
  );

/** An objective of its own in a file. */
function objectiveFile(name: string, direction: string, body: string): string {
  const file = join(folder, `${name}.mjs`);
  const core = pathToFileURL(join(root, 'packages/core/dist/index.js')).href;
  writeFileSync(
    file,
    `import { defineObjective, float } from ${JSON.stringify(core)};
    export default defineObjective({
      name: '${name}', direction: '${direction}', isolation: 'none',
      space: { x: float(0, 1), y: float(0, 1) },
      evaluate: ({ x, y }) => { ${body} },
    });`,
  );
  return file;
}

const compare = (objective: string, ...more: string[]): string[] => [
  ...['compare', '--objective', objective, '--verbose', '0', ...more],
];

/** The places of the parts of a screen, from the top; -1 is missing. */
const placesOf = (screen: string, parts: readonly (string | RegExp)[]): number[] =>
  parts.map((part) => plain(screen).search(part));

describe('the result of a comparison', () => {
  const search = compare('branin', '--repeats', '7', '--trials', '12', ...where);
  let screen = '';
  beforeAll(async () => (screen = await screenOf(search, 80)), 60_000);

  test('has the verdict first, then curves, table, best point, costs and what to do', () => {
    const places = placesOf(screen, [
      /^(bayes|grid|random) (is best: |leads by )/m,
      /^ best value so far, median of 7 repeats; dots: the middle half$/m,
      /^ +\S+ ┤/m,
      /└.* 12 +trials$/m,
      /^ strategy +best +median +regret +trials to \S+ +choosing +training$/m,
      /^ best point +\{"x1":/m,
      /^ cost +252 trials · evaluating .*, choosing /m,
      /^ again +tune compare --objective branin/m,
      /^ stored +in /m,
    ]);
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(widest(screen)).toBeLessThanOrEqual(80);
  });

  test('says the same with and without colors, at every width nothing wraps', async () => {
    for (const columns of [20, 60, 200]) {
      const [colored, bare] = await Promise.all([
        screenOf(search, columns),
        screenOf(search, columns, { NO_COLOR: '1' }),
      ]);
      expect(bare).not.toMatch(OWN_COLORS);
      expect(plain(colored)).toBe(bare);
      expect(widest(colored)).toBeLessThanOrEqual(columns);
    }
    expect(screen).toMatch(OWN_COLORS);
  }, 60_000);

  test('is shown by tune show too, and the runs of one strategy on demand', async () => {
    const [name] = /branin-[\w-]+|(?<=as )branin\b/.exec(plain(screen))!;
    const shown = await screenOf(['show', name!, ...where], 80);
    const partOf = (text: string, from: RegExp, to: RegExp): string =>
      plain(text).slice(plain(text).search(from), plain(text).search(to));
    const [from, to] = [/^(bayes|grid|random) (is best|leads)/m, /^ strategy /m];
    expect(partOf(shown, from, to)).toBe(partOf(screen, from, to));
    expect(plain(shown)).toMatch(/^ all 21 runs are complete · tune show \S+\/bayes lists/m);
    expect(plain(await screenOf(['show', `${name!}/bayes`, ...where], 80))).toMatch(
      /^ study .*\n(?: \S+\/bayes\/\d .*\n){7}/m,
    );
  }, 60_000);

  test('its best point and what matters are commands of their own', async () => {
    const [name] = /branin-[\w-]+|(?<=as )branin\b/.exec(plain(screen))!;
    const tune = (...args: string[]): Promise<Finished> => runTune([...args, ...where]);
    const point = JSON.parse((await tune('best', name!, '--json')).stdout) as Record<
      string,
      number
    >;
    expect(Object.keys(point)).toEqual(['x1', 'x2']);
    expect(plain(screen)).toContain(`{"x1":${point['x1']},"x2":${point['x2']}}`);
    const flags = (await tune('best', name!, '--flags')).stdout;
    expect(flags).toBe(`--x1${point['x1']! < 0 ? '=' : ' '}${point['x1']} --x2 ${point['x2']}\n`);
    const human = (await tune('best', `${name}/random/3`)).stdout;
    expect(human).toMatch(/^\{"x1":.*\}\nvalue \S+ · random, repeat 3 of branin/);
    const [first, again] = await Promise.all([0, 1].map(() => tune('importance', name!, '--json')));
    expect(first!.stdout).toBe(again!.stdout);
    const [line] = eventsOf(first!) as [{ parameters: { name: string; withOthers: number }[] }];
    expect(line.parameters.map((one) => one.name)).toEqual(['x1', 'x2']);
    for (const { withOthers } of line.parameters) expect(withOthers).toBeGreaterThan(0.3);
    expect((await tune('importance', name!)).stdout).toMatch(/^ parameter +alone +with others/m);
  }, 60_000);
});

describe('values of all kinds', () => {
  test.each([
    ['constant', 'minimize', 'return 3;'],
    ['tiny', 'minimize', 'return 1e-12 + Math.abs(x - 0.3) ** 12;'],
    ['negative', 'maximize', 'return -1e6 * (x - 0.3) ** 2 - y;'],
    ['failing', 'minimize', "if (x > 0.3) throw new Error('too large'); return x + y;"],
    ['huge', 'minimize', 'return 1e300 * x - 1e299 * y;'],
  ])(
    '%s',
    async (name, direction, body) => {
      const file = objectiveFile(name, direction, body);
      for (const columns of [60, 80]) {
        const search = compare(file, '--trials', '6', '--repeats', '2', '--storage', 'memory');
        const screen = plain(await screenOf(search, columns));
        expect(screen).toMatch(/^ best value so far/m);
        expect(screen).not.toMatch(/NaN|Infinity|undefined/);
        expect(widest(screen)).toBeLessThanOrEqual(columns);
        if (name === 'failing') expect(screen).toMatch(/failed/);
      }
    },
    60_000,
  );

  test('one strategy, one repeat, two trials: no picture, and a sentence', async () => {
    const args = ['run', '--objective', 'branin', '--strategy', 'random', '--trials', '2'];
    const screen = await screenOf([...args, '--verbose', '0', '--storage', 'memory'], 80);
    expect(plain(screen)).toMatch(/^The best of random is \S+\.$/m);
    expect(screen).not.toContain('┤');
  });

  test('no complete trial: nothing to compare, and no picture', async () => {
    const file = objectiveFile('never', 'minimize', "throw new Error('no');");
    const search = compare(file, '--trials', '3', '--storage', 'memory');
    const screen = plain(await screenOf(search, 80));
    expect(screen).toMatch(/^No trial was complete: there is nothing to compare\.$/m);
    expect(screen).not.toContain('best point');
  });
});

test('a comparison that goes on says what is reused, and which runs are continued', async () => {
  const file = ['--storage', join(folder, 'reused.db')];
  const args = ['compare', '--objective', 'branin', '--strategies', 'random,grid', '--trials', '4'];
  const first = await runTune([...args, '--json', ...file]);
  expect(first.code).toBe(0);
  const [{ name }] = eventsOf(await runTune(['ls', '--json', ...file])) as [{ name: string }];
  const more = await runTune(['resume', name, '--repeats', '3', '--trials', '6', ...file]);
  expect(more.stdout).toMatch(/^ reused +8 trials; 28 trials to do$/m);
  expect(more.stdout).toMatch(/^ random, repeat 1: resumes after 4 stored trials\.$/m);
  expect(more.stdout).toMatch(/^ cost +36 trials · /m);
}, 60_000);

test('Ctrl-C is answered at once', async () => {
  let sent = 0;
  let answered = 0;
  const run = await runTune(
    [
      'compare',
      '--objective',
      'tests/fixtures/slow.mjs',
      '--strategies',
      'random',
      '--trials',
      '9',
    ],
    {
      onStart(child) {
        child.stderr!.on('data', (text: Buffer) => {
          if (String(text).includes('stopping')) answered ||= performance.now();
        });
      },
      onOutput(stdout, child) {
        if (sent > 0 || !/\| +1 \|/.test(stdout)) return;
        sent = performance.now();
        child.kill('SIGINT');
      },
    },
  );
  expect(run.code).toBe(130);
  expect(answered - sent).toBeLessThan(1000);
  expect(run.stderr).toMatch(/^stopping; a second Ctrl-C does not wait/m);
}, 30_000);

test('several objectives: average ranks as a picture, and what matters for one of them', async () => {
  const file = ['--storage', join(folder, 'several.db')];
  const search = compare('branin,hartmann6', '--trials', '5', '--repeats', '2', ...file);
  const screen = plain(await screenOf(search, 80));
  const places = placesOf(screen, [
    /^ average rank over 2 problems, 1 is best, with 95 % intervals$/m,
    /^ +1 +2 +3$/m,
    /┌─+┬─+┐/,
    /^ bayes .*●.* \d\.\d\d$/m,
    /^ problem +verdict +repeats/m,
    /^ stored +in /m,
  ]);
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(widest(screen)).toBeLessThanOrEqual(80);
  const both = await runTune(['importance', 'branin-hartmann6', ...file]);
  expect(both).toMatchObject({ code: 2, stdout: '' });
  expect(both.stderr).toContain('branin-hartmann6/branin, branin-hartmann6/hartmann6');
  const one = await runTune(['importance', 'branin-hartmann6/hartmann6', ...file]);
  expect(one.stdout).toMatch(/^ x6 +\S+/m);
}, 60_000);
