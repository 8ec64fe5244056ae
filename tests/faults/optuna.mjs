// What `tune export --format optuna-journal` writes is opened by the real Optuna: an environment of its
// own with pinned versions, outside of the tree, made on the first run.
//   node tests/faults/optuna.mjs
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { categorical, createStudy, space } from '@tune/core';
import { sqliteStorage } from '@tune/runtime';

const PACKAGES = ['optuna==5.0.0', 'optuna-dashboard==0.21.0'];
const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = join(root, 'packages/cli/bin/tune.js');
const environment = join(homedir(), '.cache', 'tune', 'optuna-5.0.0');
const python = join(environment, 'bin', 'python');
if (!existsSync(join(environment, 'bin', 'optuna-dashboard'))) {
  mkdirSync(environment, { recursive: true });
  execFileSync('python3', ['-m', 'venv', environment], { stdio: 'inherit' });
  execFileSync(python, ['-m', 'pip', 'install', '-q', ...PACKAGES], { stdio: 'inherit' });
}

const HOSTILE = '\u001b[31m\u009b\u202e\u2028=1';

async function hostileStudy(file) {
  const opened = sqliteStorage(file);
  const study = await createStudy({
    ...{ name: 'odd', storage: opened, space: space({ kind: categorical([HOSTILE, 'x']) }) },
    strategy: {
      ...{ name: 'odd', apiVersion: 1, capabilities: { parallel: false, exhaustive: false } },
      suggest: async () => [{ point: { kind: HOSTILE } }],
    },
  });
  for (const outcome of [
    1,
    { state: 'failed', reason: HOSTILE },
    { state: 'pruned', reason: HOSTILE, value: 0.5 },
  ]) {
    const trial = await study.ask();
    for (const [step, value] of [
      [0, 0.5],
      [1, Number.NaN],
      [2, Infinity],
      [1, 7],
    ]) {
      await trial.report(step, value);
    }
    await study.tell(trial, outcome);
  }
  await study.dispose();
  await opened.close();
}

const folder = mkdtempSync(join(tmpdir(), 'tune-optuna-'));
const where = ['--storage', join(folder, 'tune.db')];
const tune = (...args) =>
  execFileSync(process.execPath, [bin, ...args, ...where], {
    ...{ cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  });
const journal = join(folder, 'journal.log');
tune('compare', '--objective', 'branin', '--strategies', 'bayes,random', '--trials', '6', '--json');
const { name } = JSON.parse(tune('ls', '--json').split('\n')[0]);
writeFileSync(journal, tune('export', name, '--format', 'optuna-journal'));
/** Reports that are no numbers, repeated steps, and texts with control characters. */
await hostileStudy(where[1]);
const odd = join(folder, 'odd.log');
writeFileSync(odd, tune('export', 'odd', '--format', 'optuna-journal'));
const trials = tune('show', name, '--trials', '--json')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line))
  .filter(({ type }) => type === 'trial');

const read = `
import json, sys, optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
storage = JournalStorage(JournalFileBackend(sys.argv[1]))
print(json.dumps([
  {"study": s.study_name, "direction": s.direction.name, "best": s.best_value,
   "trials": [[t.number + 1, t.state.name, t.value, t.params] for t in s.trials]}
  for s in (optuna.load_study(study_name=x.study_name, storage=storage) for x in optuna.get_all_study_summaries(storage))
]))`;
const studies = JSON.parse(
  execFileSync(python, ['-W', 'ignore', '-c', read, journal], { encoding: 'utf8' }),
);
const readReports = `
import json, sys, optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
storage = JournalStorage(JournalFileBackend(sys.argv[1]))
study = optuna.load_study(study_name="odd", storage=storage)
print(json.dumps([[t.state.name, repr(t.intermediate_values), t.params["kind"]] for t in study.trials]))`;
const oddTrials = execFileSync(python, ['-W', 'ignore', '-c', readReports, odd], {
  encoding: 'utf8',
});
const faults = [];
const reported = '{0: 0.5, 1: nan, 2: inf}';
const expectedOdd = ['COMPLETE', 'FAIL', 'PRUNED'].map((state) => [state, reported, HOSTILE]);
if (JSON.stringify(JSON.parse(oddTrials)) !== JSON.stringify(expectedOdd)) {
  faults.push(`odd: ${oddTrials}`);
}
for (const { study, direction, trials: seen } of studies) {
  const own = trials.filter((trial) => trial.study === study);
  const expected = own.map(({ number, value, point }) => [number, 'COMPLETE', value, point]);
  if (JSON.stringify(seen) !== JSON.stringify(expected)) faults.push(`${study}: other trials`);
  if (direction !== 'MINIMIZE') faults.push(`${study}: ${direction}`);
}
if (studies.length !== 2) faults.push(`${studies.length} studies, not 2`);

// The dashboard lists them too.
const port = 20_000 + Math.floor(Math.random() * 20_000);
const dashboard = spawn(join(environment, 'bin', 'optuna-dashboard'), [
  ...[journal, '--port', String(port), '--host', '127.0.0.1'],
]);
let listed;
for (let tries = 0; tries < 120 && listed === undefined; tries++) {
  await wait(500);
  listed = await fetch(`http://127.0.0.1:${port}/api/studies`).then(
    (response) => response.json(),
    () => undefined,
  );
}
dashboard.kill();
const names = JSON.stringify(listed ?? '');
for (const { study } of studies) {
  if (!names.includes(study)) faults.push(`optuna-dashboard does not list ${study}`);
}
rmSync(folder, { recursive: true });
process.stdout.write(
  `optuna ${PACKAGES.join(', ')}: ${studies.length} studies, ${trials.length} trials, ${faults.length} faults\n${faults.join('\n')}\n`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
