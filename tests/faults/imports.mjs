// Imports damaged exports: each is refused with one plain line, or imported so that everything works with
// it; a study beside them keeps its rows bit for bit. Most are read and stored in this process, some go
// through the command; some commands are killed in the middle of an import.
//   node tests/faults/imports.mjs [--count 10000] [--commands 200] [--kills 10] [--seed N]
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { DatabaseSync } from '@photostructure/sqlite';
import { isTuneError, memoryStorage, readStudy } from '@tune/core';
import { createRng } from '@tune/core/plugin';
import { sqliteStorage } from '@tune/runtime';
import { json } from '../../packages/cli/dist/export/json.js';
import { checkImport } from '../../packages/cli/dist/export/read-import.js';
import { lookUp } from '../../packages/cli/dist/stored/names.js';
import { damage } from './imports/damage.mjs';
import { comparisonsOf, integrityFaults } from './database.mjs';

const number = (name, otherwise) => ({ [name]: { type: 'string', default: String(otherwise) } });
const { values } = parseArgs({
  options: {
    ...{ ...number('count', 10_000), ...number('commands', 200), ...number('kills', 10) },
    ...number('seed', Date.now() % 2 ** 32),
  },
});
const [count, commands, kills, seed] = ['count', 'commands', 'kills', 'seed'].map(
  (name) => +values[name],
);
const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = join(root, 'packages/cli/bin/tune.js');
const folder = mkdtempSync(join(tmpdir(), 'tune-imports-'));
const file = join(folder, 'tune.db');
const rng = createRng(seed);
const began = performance.now();
const faults = [];
const fault = (what, text) => {
  faults.push(what);
  if (faults.length <= 5) writeFileSync(join(tmpdir(), `tune-import-fault-${faults.length}`), text);
};

function tune(...args) {
  const options = { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28, timeout: 60_000 };
  return spawnSync(process.execPath, [bin, ...args, '--storage', file], options);
}
const namesIn = () =>
  tune('ls', '--json')
    .stdout.split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line).name);

// What is exported and damaged, and what stays.
const search = (objective, ...more) =>
  tune(
    'compare',
    '--objective',
    objective,
    '--strategies',
    'random,grid',
    '--trials',
    '4',
    ...more,
  );
search('branin');
search('hartmann6', '--pruner', 'median');
search('branin', '--repeats', '2', '--seed', '7');
const exportsOf = namesIn().map((name) => tune('export', name, '--format', 'json').stdout);
exportsOf.push(tune('export', `${namesIn()[0]}/random/1`, '--format', 'json').stdout);
for (const name of namesIn()) tune('rm', name);
search('branin', '--seed', '99');
const [native] = namesIn();

const nativeStudies = new Set(
  comparisonsOf(file)
    .find(({ name }) => name === native)
    .runs.map(({ study }) => study),
);

/** All rows of the comparison that was there before. */
function rowsOf(name) {
  const db = new DatabaseSync(file, { returnArrays: true });
  const names = JSON.stringify([...nativeStudies]);
  const own = db
    .prepare('SELECT * FROM study WHERE name IN (SELECT value FROM json_each(?)) ORDER BY study.id')
    .all(names);
  const ids = JSON.stringify(own.map(([id]) => id));
  const tables = ['event', 'trial', 'report'].map((table) =>
    db
      .prepare(
        `SELECT * FROM ${table} WHERE study IN (SELECT value FROM json_each(?)) ORDER BY 1, 2`,
      )
      .all(ids),
  );
  const comparison = db.prepare('SELECT * FROM comparison WHERE name = ?').all(name);
  const [left] = db.prepare('SELECT count(*) FROM import').get();
  db.close();
  const hash = createHash('sha256').update(JSON.stringify([own, tables, comparison]));
  return { hash: hash.digest('hex'), left };
}
const before = rowsOf(native);

const isPlain = (message) =>
  message.length < 2000 && !/^\s+at /m.test(message) && !message.includes('\0');
let [refused, imported, resumed] = [0, 0, 0];

/** What is imported has to work as a whole. @returns what does not */
async function useOf(storage, read) {
  const { catalog } = storage;
  await catalog.importStudies(read);
  const damaged = await catalog.damaged();
  if (damaged.length > 0) return `it is damaged: ${JSON.stringify(damaged[0])}`;
  const name = read.comparison?.name ?? read.studies[0]?.name;
  const listed = await catalog.studies();
  if (read.studies.some((study) => !listed.some((one) => one.name === study.name))) {
    return 'it is not listed';
  }
  for (const study of read.studies) {
    const { trials } = await readStudy(storage, study.name);
    JSON.stringify(trials);
    for (const { number } of trials) await (await readStudy(storage, study.name)).reports(number);
  }
  if (name === undefined) return undefined;
  const named = await lookUp(storage, name, { storage: file });
  let text = '';
  for await (const line of json({ storage, ...named })) text += `${line}\n`;
  checkImport(text, 'again');
  for (const study of read.studies) await catalog.remove(study.name);
  if (read.comparison !== undefined) await catalog.remove(read.comparison.name);
  const left = (await catalog.studies()).filter((one) => !nativeStudies.has(one.name));
  return left.length === 0 ? undefined : `${left[0].name} is left`;
}

const storage = sqliteStorage(file, { durability: 'normal' });
for (let index = 0; index < count; index += 1) {
  const text = damage(exportsOf[rng.integer(exportsOf.length)], rng);
  let read;
  try {
    read = checkImport(text, 'damaged.json');
  } catch (error) {
    refused += 1;
    if (!isTuneError(error, 'CLI_IMPORT_INVALID')) fault(`${index}: ${error.stack}`, text);
    else if (!isPlain(error.message))
      fault(`${index}: not plain: ${error.message.slice(0, 200)}`, text);
    continue;
  }
  imported += 1;
  // Half of them in memory, for the contract; the others beside the study that stays.
  const target = index % 2 === 0 ? storage : memoryStorage();
  try {
    const wrong = await useOf(target, read);
    if (wrong !== undefined) fault(`${index}: ${wrong}`, text);
  } catch (error) {
    if (!isTuneError(error, 'STORAGE_NAME_TAKEN')) fault(`${index}: ${error.stack}`, text);
  }
}
await storage.close();

for (let index = 0; index < commands; index += 1) {
  const text = damage(exportsOf[rng.integer(exportsOf.length)], rng);
  const path = join(folder, 'damaged.json');
  writeFileSync(path, text);
  const run = tune('import', path);
  if (run.status !== 0) {
    refused += 1;
    const isOne = run.stderr.startsWith('tune: ') && run.stderr.trimEnd().split('\n').length <= 3;
    if (run.status !== 2 || !isOne || run.stdout !== '') {
      fault(`command ${index}: ${run.status} ${run.stderr.slice(0, 300)}`, text);
    }
    continue;
  }
  imported += 1;
  for (const name of namesIn().filter((one) => one !== native)) {
    const steps = [
      ['ls'],
      ['show', name, '--trials'],
      ['export', name],
      ['resume', name],
      ['rm', name],
    ];
    for (const step of steps) {
      const { status, stderr } = tune(...step);
      const mayFail = step[0] === 'resume';
      const isFine = status === 0 || (mayFail && (status === 1 || status === 2));
      if (step[0] === 'resume' && status === 0) resumed += 1;
      if (!isFine || /^\s+at |TypeError/m.test(stderr)) {
        fault(`command ${index}: ${step.join(' ')}: ${status} ${stderr.slice(0, 300)}`, text);
      }
    }
  }
}

// Half an import never stays.
const [large] = exportsOf;
const many = JSON.parse(large);
const [one] = many.studies;
many.comparison.runs = Array.from({ length: 4000 }, (_, index) => ({
  ...{ label: 'random', repeat: index + 1, study: `runs/many/random/${index + 1}` },
}));
many.studies = many.comparison.runs.map(({ study }) => ({ ...one, name: study }));
writeFileSync(join(folder, 'many.json'), JSON.stringify(many));
let killed = 0;
for (let index = 0; index < kills; index += 1) {
  const args = [bin, 'import', join(folder, 'many.json'), '--storage', file];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.on('close', (code) => resolve(code)));
  await Promise.race([ended, wait(400 + 1500 * rng.next())]);
  child.kill('SIGKILL');
  const code = await ended;
  killed += code === null ? 1 : 0;
  const names = namesIn();
  const expected = code === 0 ? 2 : 1;
  // It may have been killed just after its end.
  if (names.length !== expected && !(code === null && names.length === 2)) {
    fault(`kill ${index}: ${names.length} entries`, '');
  }
  for (const name of names.filter((other) => other !== native)) tune('rm', name);
  if (rowsOf(native).left !== 0) fault(`kill ${index}: the stage is left`, '');
}

const after = rowsOf(native);
if (after.hash !== before.hash) faults.push('the study beside them has changed');
faults.push(...integrityFaults(file));
rmSync(folder, { recursive: true });
process.stdout.write(
  `imports: ${count + commands} damaged exports (${commands} by the command), ${refused} refused, ${imported} imported, ${resumed} resumed, ${killed} kills, seed ${seed}, ${Math.round((performance.now() - began) / 1000)} s, ${faults.length} faults\n${faults
    .slice(0, 10)
    .map((text) => `  ${text}\n`)
    .join('')}`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
