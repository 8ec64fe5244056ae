import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventsOf, runTune, type RunOptions } from './run-tune.ts';

let folder: string;
let name: string;
const tune = (line: string, options: RunOptions = {}) =>
  runTune([...line.split(' '), '--storage', join(folder, 'tune.db')], options);

/** Clear after eight repeats: bayes is better than random, and about as good as itself. */
const SEARCH = 'compare --objective branin --strategies bayes,random --trials 20 --repeats 8';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tune-assert-'));
  const run = await tune(`${SEARCH} --json`);
  expect(eventsOf(run).at(-1)).toMatchObject({ leader: 'bayes', verdict: { answer: 'better' } });
  name = String(eventsOf(run)[0]!['name']);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['--winner bayes', 0, /^holds: bayes is the winner · bayes is best: .* after 8 repeats\.\n$/],
  ['--winner random', 3, /^does not hold: random is the winner · bayes is better: random is /],
  [
    '--winner bayes --probability 0.95',
    4,
    /^cannot tell yet: .*more repeats like these would tell/,
  ],
  ['--fail-unless-better-than random', 0, /^holds: the best of the others is better than random/],
  ['--fail-unless-better-than bayes', 3, /^does not hold: /],
  ['--at-least 2', 0, /^holds: the median of bayes is at most 2 · bayes has 0\.\d+ at the median/],
  ['--at-least 0.1', 3, /^does not hold: the median of bayes is at most 0\.1/],
  ['--winner bayes --at-least 0.1', 3, /^holds: .*\ndoes not hold: .*\n$/],
  ['--winner bayes --rope 1000', 3, /^does not hold: .*practically equal/],
])('tune assert NAME %s ends with %s', async (flags, code, text) => {
  const run = await tune(`assert ${name} ${flags}`);
  expect(run).toMatchObject({ code, stdout: expect.stringMatching(text), stderr: '' });
});

test.each([
  ['', 'say what has to hold'],
  ['--winner bayse', 'Did you mean bayes?'],
  ['--winner bayes --probability 1', '--probability expects a number from 0.001 to 0.999'],
  ['--probability 0.5', '--probability needs what is to hold'],
  ['--winner bayes --reporter junitt', 'Did you mean junit?'],
  ['--winner bayes --reporter json --json', '--json is short for --reporter json'],
  ['--winner bayes --reporter json,json', 'json more than once'],
  ['--winner bayes --reporter default:x', 'writes no file of its own'],
  ['--winner bayes --reporter junit:', 'expects a file behind the colon'],
  ['--winner bayes --reporter json:/dev/null/x', 'cannot be written'],
])('tune assert NAME %s is refused', async (flags, reason) => {
  const run = await tune(`assert ${name} ${flags}`.trim());
  expect(run).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(reason) });
});

test('an unknown name is a usage error', async () => {
  const run = await tune(`assert ${name}x --winner bayes`);
  expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining(`Did you mean ${name}`) });
});

test('the comparison itself ends with the code of what has to hold', async () => {
  const holds = await tune(`${SEARCH} --fail-unless-better-than random`);
  expect(holds.code).toBe(0);
  expect(holds.stdout).toMatch(/^holds: the best of the others is better than random/m);
  expect((await tune(`resume ${name} --winner random`)).code).toBe(3);
  const few = 'compare --objective branin --strategies bayes,random --trials 4 --winner bayes';
  expect((await tune(few)).code).toBe(4);
  const wrong = await tune(`${few} --winner grid`.replace('--winner bayes ', ''));
  expect(wrong).toMatchObject({ code: 2, stdout: '' });
}, 60_000);

test('a failure comes before what does not hold', async () => {
  const strategies = 'tests/fixtures/gives-up.mjs,random';
  const run = await tune(
    `compare --objective branin --strategies ${strategies} --trials 4 --at-least 0.1`,
  );
  expect(run.code).toBe(1);
  expect(run.stdout).toMatch(/^does not hold: the median of random is at most 0\.1/m);
}, 60_000);

test('a comparison that was interrupted is judged as far as it is', async () => {
  let sent = false;
  const search = 'compare --objective tests/fixtures/slow.mjs --strategies random,grid --trials 50';
  const run = await tune(`${search} --json`, {
    onOutput: (stdout, child) => {
      if (!sent && stdout.includes('"type":"trial"')) sent = child.kill('SIGINT');
    },
  });
  expect(run.code).toBe(130);
  const slow = String(eventsOf(run)[0]!['name']);
  const open = await tune(`assert ${slow} --winner random --json`);
  expect(open.code).toBe(4);
  expect(eventsOf(open)).toMatchObject([{ isComplete: false }, { answer: 'unknown' }]);
}, 60_000);

test('nothing of the user is loaded or run', async () => {
  const objective = join(folder, 'objective.mjs');
  const core = new URL('../../packages/core/dist/index.js', import.meta.url).href;
  const ran = join(folder, 'ran');
  writeFileSync(
    objective,
    `import { writeFileSync } from 'node:fs';
     import { float, space } from ${JSON.stringify(core)};
     writeFileSync(${JSON.stringify(ran)}, '');
     export default { name: 'own', direction: 'minimize', space: space({ x: float(0, 1) }), evaluate: ({ x }) => x };`,
  );
  const search = `compare --objective ${objective} --strategies random,grid --trials 3 --json`;
  const own = String(eventsOf(await tune(search))[0]!['name']);
  rmSync(ran);
  expect((await tune(`assert ${own} --at-least 1`)).code).toBe(0);
  expect(existsSync(ran)).toBe(false);
}, 60_000);

interface Case {
  readonly classname: string;
  readonly name: string;
  readonly result: string | null;
  readonly text: string;
}

/** The test cases of a report, by a parser of XML that is not ours. */
function casesOf(file: string): readonly Case[] {
  const program = `
import json, sys, xml.etree.ElementTree as tree
root = tree.parse(sys.argv[1]).getroot()
cases = []
for case in root.iter('testcase'):
    results = [c for c in case if c.tag != 'system-out']
    out = case.find('system-out')
    cases.append({'classname': case.get('classname'), 'name': case.get('name'),
      'result': results[0].tag if results else None,
      'text': (results[0].get('message') if results else '') + ((out.text or '') if out is not None else '')})
print(json.dumps(cases))`;
  const { stdout, stderr } = spawnSync('python3', ['-c', program, file], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

test('several reporters side by side: text on stdout, JUnit and JSON in files, a summary for GitHub', async () => {
  const [junit, json, summary] = ['reports/a.xml', 'events.jsonl', 'summary.md'].map((file) =>
    join(folder, file),
  ) as [string, string, string];
  writeFileSync(summary, 'before\n');
  const reporters = `default,junit:${junit},json:${json},github`;
  const run = await tune(`${SEARCH} --winner random --reporter ${reporters}`, {
    env: { GITHUB_STEP_SUMMARY: summary },
  });
  expect(run.code).toBe(3);
  expect(run.stdout).toContain('does not hold: random is the winner');
  const lines = readFileSync(json, 'utf8').trimEnd().split('\n');
  expect(JSON.parse(lines.at(-1)!)).toMatchObject({ type: 'claim', answer: 'fails' });
  expect(casesOf(junit)).toMatchObject([
    { classname: name, name: 'bayes', result: null, text: expect.stringContaining('160 trials') },
    { classname: name, name: 'random', result: null },
    { classname: name, name: 'bayes against random', result: null },
    { classname: 'what has to hold', name: 'random is the winner', result: 'failure' },
  ]);
  expect(run.stderr).toMatch(/^::notice title=branin::bayes is best/m);
  expect(run.stderr).toMatch(/^::error title=branin::does not hold: random is the winner/m);
  const markdown = readFileSync(summary, 'utf8');
  expect(markdown).toMatch(/^before\n## branin/);
  expect(markdown).toMatch(/\| strategy \| median \|[^]*\| bayes \| 0\.\d+ \|/);
  expect(markdown).toContain('❌ **random is the winner**: does not hold.');
}, 60_000);

test('failed trials and a strategy that failed are in the report of JUnit', async () => {
  const file = join(folder, 'failed.xml');
  const strategies = 'tests/fixtures/gives-up.mjs,random';
  const search = `compare --objective tests/fixtures/flaky.mjs --strategies ${strategies} --trials 9`;
  const run = await tune(`${search} --reporter junit:${file}`);
  expect(run).toMatchObject({ code: 1, stdout: '' });
  expect(run.stderr).toContain('gives-up, random');
  const [failing, random] = casesOf(file);
  expect(failing).toMatchObject({ name: 'gives-up', result: 'error' });
  expect(failing!.text).toContain('it knows no further point');
  expect(random!.text).toMatch(/repeat 1, trial \d+ failed: .*it diverged.* at \{"x":0\.\d+\}/);
}, 60_000);

test('a comparison that cannot begin leaves a report that says so', async () => {
  const [file, objective] = [join(folder, 'none.xml'), join(folder, 'broken.mjs')];
  const core = new URL('../../packages/core/dist/index.js', import.meta.url).href;
  writeFileSync(
    objective,
    `import { float, space } from ${JSON.stringify(core)};
     export default {
       name: 'broken', direction: 'minimize', space: space({ x: float(0, 1) }), evaluate: ({ x }) => x,
       setup() { throw new Error('there is no data'); },
     };`,
  );
  const run = await tune(`compare --objective ${objective} --trials 2 --reporter junit:${file}`);
  expect(run).toMatchObject({ code: 1, stderr: expect.stringContaining('there is no data') });
  expect(casesOf(file)).toMatchObject([{ name: 'the comparison', result: 'error' }]);
}, 60_000);
