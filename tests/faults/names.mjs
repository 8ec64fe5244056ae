// Gives hostile names to everything that takes one: import, ls, show, rm, export, resume, enqueue, serve,
// and studies, objectives and strategies of programs. Each is refused with plain words or kept safely: no
// stack, no control character on the terminal, nothing outside of the folder, nothing else changed.
//   node tests/faults/names.mjs [--count 200] [--seed N]
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { createStudy, float, isTuneError, memoryStorage, readStudy } from '@tune/core';
import { createRng, studyNameFault } from '@tune/core/plugin';
import { sqliteStorage } from '@tune/runtime';
import { random } from '@tune/strategies';

const number = (name, otherwise) => ({ [name]: { type: 'string', default: String(otherwise) } });
const { values } = parseArgs({
  options: { ...number('count', 200), ...number('seed', Date.now() % 2 ** 32) },
});
const [count, seed] = ['count', 'seed'].map((name) => +values[name]);
const rng = createRng(seed);
const bin = fileURLToPath(new URL('../../packages/cli/bin/tune.js', import.meta.url));
const outer = mkdtempSync(join(tmpdir(), 'tune-names-'));
const folder = join(outer, 'inner');
mkdirSync(folder);
const file = join(folder, 'tune.db');
const began = performance.now();
const faults = [];

const KNOWN = [
  ...['', ' ', '\t', '.', '..', '/', '//', '../../etc/passwd', 'a/../b', 'a//b', '/a', 'a/', './a'],
  ...[
    '-',
    '--help',
    '--storage',
    '-x/1',
    '\0',
    'a\0b',
    'a\nb',
    'a\rb',
    '\u001b[2J',
    '\u0007',
    '\u009b31m',
  ],
  ...[
    '__proto__',
    'constructor',
    'hasOwnProperty',
    'toString',
    '__proto__/random/1',
    'null',
    'undefined',
  ],
  ...[
    'x'.repeat(10_000),
    'y/'.repeat(600) + 'z',
    '\u{1f600}',
    'größe',
    '日本語',
    'a b',
    "it's",
    '"',
    '`id`',
  ],
  ...[
    '$(id)',
    '%',
    '%s',
    '_',
    '*',
    '?',
    '|',
    ';',
    '&',
    '<b>',
    '\\',
    'C:\\a',
    'CON',
    '~',
    '#',
    "'; DROP TABLE study; --",
  ],
  ...[
    '\ud800',
    'a\udfff',
    '\u202eabc',
    '\u2066a',
    '\ufeffa',
    '\u2028',
    '\u200b',
    'e\u0301',
    'A'.repeat(201),
  ],
];
const PIECES = [...KNOWN.filter((one) => one.length < 20), 'a', 'b', '1'];
const names = KNOWN.filter((_, index) => count >= KNOWN.length || index % 4 === seed % 4);
while (names.length < count) {
  const parts = Array.from(
    { length: 1 + rng.integer(4) },
    () => PIECES[rng.integer(PIECES.length)],
  );
  names.push(parts.join(''));
}

function tune(args, input = '') {
  const run = spawnSync(process.execPath, [bin, ...args], {
    ...{ cwd: folder, encoding: 'utf8', input, timeout: 60_000, maxBuffer: 2 ** 26 },
    // Colors are control characters too, and a runner may ask for them.
    env: { ...process.env, TUNE_STORAGE: file, CI: 'true', FORCE_COLOR: '0' },
  });
  return { code: run.status, stdout: run.stdout ?? '', stderr: run.stderr ?? '' };
}

// eslint-disable-next-line no-control-regex
const RAW = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;
function judge(what, { code, stdout, stderr }, codes) {
  const shown = `${what}: ${code} ${JSON.stringify((stderr + stdout).slice(0, 200))}`;
  if (!codes.includes(code)) faults.push(`exit code: ${shown}`);
  if (/^\s+at .*:\d+/m.test(stderr) || /\b(Type|Range|Syntax)Error\b/.test(stderr))
    faults.push(`stack: ${shown}`);
  if (RAW.test(stderr) || RAW.test(stdout)) faults.push(`raw: ${shown}`);
  if (stderr.length > 4000) faults.push(`long: ${shown}`);
}

// What is there before, and has to stay.
const search = ['run', '--objective', 'branin', '--strategy', 'random', '--trials', '2', '--json'];
tune(search);
const list = () =>
  tune(['ls', '--json'])
    .stdout.split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
const [native] = list();
const exported = JSON.parse(tune(['export', `${native.name}/random/1`, '--format', 'json']).stdout);

let [kept, refused] = [0, 0];
const canBeTyped = (name) => !name.includes('\0');
for (const name of names) {
  const shown = JSON.stringify(name.slice(0, 40));
  const isFine = studyNameFault(name) === undefined;
  const path = join(outer, 'import.json');
  writeFileSync(path, JSON.stringify({ ...exported, studies: [{ ...exported.studies[0], name }] }));
  const run = tune(['import', path]);
  judge(`import ${shown}`, run, isFine ? [0] : [2]);
  if (run.code === 0) kept += 1;
  else refused += 1;
  if (isFine) {
    for (const command of ['show', 'export', 'rm']) {
      judge(`${command} ${shown}`, tune([command, name]), [0]);
    }
  } else if (canBeTyped(name)) {
    for (const args of [
      ['show', name],
      ['rm', name],
      ['export', name],
      ['resume', name],
      ['enqueue', name, '{}'],
    ]) {
      // A flag may be one that exists.
      const codes = name.startsWith('-') ? [0, 2] : [2];
      // Without a name, or with an empty one, the parser says what is missing.
      judge(`${args[0]} ${shown}`, tune(args), codes);
    }
  }
}

// As programs give them: a library, serve, modules.
const strategy = random();
for (const name of names) {
  const isFine = studyNameFault(name) === undefined;
  const shown = JSON.stringify(name.slice(0, 40));
  const storage = rng.next() < 0.5 ? memoryStorage() : sqliteStorage(join(folder, 'library.db'));
  try {
    const study = await createStudy({
      name,
      space: { x: float(0, 1) },
      strategy,
      storage,
      seed: 1,
    });
    if (!isFine) faults.push(`a study is called ${shown}`);
    await study.tell(await study.ask(), 1);
    await study.dispose();
    const { trials } = await readStudy(storage, name);
    if (trials.length !== 1) faults.push(`the study ${shown} has ${trials.length} trials`);
    if ((await storage.catalog.remove(name)) !== 1)
      faults.push(`the study ${shown} is not removed`);
  } catch (error) {
    if (isFine || !isTuneError(error, 'STUDY_OPTION_INVALID'))
      faults.push(`study ${shown}: ${error.stack}`);
  }
  await storage.close();
}
const space = [{ name: 'x', type: 'float', low: 0, high: 1 }];
const served = join(folder, 'served.db');
for (const name of names) {
  const start = {
    op: 'start',
    space,
    direction: 'minimize',
    strategy: 'random',
    storage: served,
    name,
  };
  const lines = [start, { op: 'ask' }, { op: 'stop' }].map((line) => `${JSON.stringify(line)}\n`);
  if (rng.next() < 0.7) continue;
  const run = tune(['serve', '--stdio'], lines.join(''));
  const what = `serve ${JSON.stringify(name.slice(0, 40))}`;
  judge(what, run, [0, 1, 2]);
  const isStarted = !/"error"/.test(run.stdout.split('\n')[0] ?? '');
  if (isStarted !== (studyNameFault(name) === undefined))
    faults.push(`${what}: ${run.stdout.slice(0, 200)}`);
}
for (const name of names.slice(0, KNOWN.length)) {
  const core = JSON.stringify(import.meta.resolve('@tune/core'));
  writeFileSync(
    join(folder, 'objective.mjs'),
    `import { float, space } from ${core};
     export default { name: ${JSON.stringify(name)}, direction: 'minimize', space: space({ x: float(0, 1) }), evaluate: ({ x }) => x };`,
  );
  const of = join(folder, 'objectives.db');
  const args = [
    'run',
    '--objective',
    './objective.mjs',
    '--isolation',
    'none',
    '--strategy',
    'random',
  ];
  const run = tune([...args, '--trials', '1', '--storage', of]);
  judge(`an objective called ${JSON.stringify(name.slice(0, 40))}`, run, [0, 2]);
}

const after = list();
if (after.length !== 1 || after[0].name !== native.name || after[0].trials !== 2) {
  faults.push(`it lists ${JSON.stringify(after).slice(0, 300)}`);
}
const strangers = [
  ...readdirSync(outer).filter((one) => !['inner', 'import.json'].includes(one)),
  ...readdirSync(folder).filter(
    (one) => !/^(tune|library|served|objectives)\.db|objective\.mjs$/.test(one),
  ),
];
if (strangers.length > 0) faults.push(`there are files: ${strangers.join(', ')}`);
rmSync(outer, { recursive: true });
process.stdout.write(
  `names: ${names.length} hostile names, ${refused} refused, ${kept} kept, seed ${seed}, ${Math.round((performance.now() - began) / 1000)} s, ${faults.length} faults\n${faults
    .slice(0, 20)
    .map((fault) => `  ${fault}\n`)
    .join('')}`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
