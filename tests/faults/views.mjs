// Extends comparisons that share runs, by more repeats, trials and strategies, until it is decided, with
// several objectives, with choices that are scored, and kills every command at random moments. What is
// stored in the end has to be what the same commands store without a kill; every evaluation was made once,
// those that a kill interrupted once more for each kill; and a removed comparison takes nothing from another.
// With --pairs two commands at once extend the same comparison, or two that share runs.
//   node tests/faults/views.mjs [--kills 100] [--seed N] [--pairs]
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { createRng } from '@tune/core/plugin';
import { comparisonsOf, eventsOf, faultsOf } from './database.mjs';
import { killHard } from './kill-hard.mjs';
import { evaluationsIn, valueOf, writeObjectives } from './views/objectives.mjs';
import { extensionsOf } from './views/extensions.mjs';

const number = (name, otherwise) => ({ [name]: { type: 'string', default: String(otherwise) } });
const { values } = parseArgs({
  options: {
    ...{ ...number('kills', 100), ...number('seed', Date.now() % 2 ** 32) },
    pairs: { type: 'boolean', default: false },
  },
});
const { pairs } = values;
const [kills, seed] = ['kills', 'seed'].map((name) => +values[name]);
const bin = fileURLToPath(new URL('../../packages/cli/bin/tune.js', import.meta.url));
const outer = mkdtempSync(join(tmpdir(), 'tune-views-'));
const rng = createRng(seed);
const began = performance.now();
const faults = [];
/** What a start takes after its first word, about. */
let typicalMs = 1500;
const done = { killed: 0, landed: 0, starts: 0, comparisons: 0, runs: 0, evaluations: 0, again: 0 };

/** A folder with a file of stored comparisons, and the list of what was evaluated for it. */
function placeFor(name, objectives) {
  const folder = join(outer, name);
  mkdirSync(folder);
  const [file, log] = [join(folder, 'tune.db'), join(folder, 'evaluations')];
  writeFileSync(log, '');
  return { file, log, objectives, acknowledged: new Map(), kills: 0, refused: 0 };
}

/** One start; killed after a while, if one is given. @returns exit code, or null if it was killed */
function tune(place, args, killAfterMs) {
  done.starts += 1;
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [bin, ...args, '--storage', place.file], {
      ...{ cwd: outer, stdio: ['ignore', 'pipe', 'pipe'] },
      env: { ...process.env, TUNE_EVALUATIONS: place.log, CI: 'true' },
    });
    let [rest, stderr, timer] = ['', '', undefined];
    const events = [];
    // It counts from the moment at which the command has said what it does: the rest is loading.
    let spoke;
    const speaks = () => {
      spoke ??= performance.now();
      if (killAfterMs !== undefined) timer ??= setTimeout(() => killHard(child), killAfterMs);
    };
    child.stderr.on('data', (data) => {
      stderr += data;
      speaks();
    });
    child.stdout.on('data', (data) => {
      speaks();
      const lines = (rest + data).split('\n');
      rest = lines.pop();
      for (const line of lines.filter((one) => one.startsWith('{'))) {
        const event = JSON.parse(line);
        events.push(event);
        if (event.type === 'trial' && event.study !== undefined && event.value !== undefined)
          place.acknowledged.set(`${event.study}/${event.number}`, event.value);
      }
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      if (code === 0 && events.some(({ type }) => type === 'trial'))
        typicalMs += 0.3 * (performance.now() - spoke - typicalMs);
      resolve({ code, stderr, events });
    });
  });
}

/** Starts a command until it ends by itself; `kill` says after how many milliseconds it is killed. */
async function until(place, { line, name }, kill) {
  let args = line;
  for (let tries = 0; ; tries++) {
    const before = revisionOf(place, name);
    const { code, stderr, events } = await tune(place, args, kill());
    if (code === 0) return;
    if (code === null) {
      done.killed += 1;
      place.kills += 1;
      if (events.some(({ type }) => type === 'trial')) done.landed += 1;
      // Once it has stored what it is about, its name is all that is needed to go on.
      if (revisionOf(place, name) !== before) args = ['resume', name, '--json'];
    } else if (/by another command just now|by other commands/.test(stderr) && tries < 20) {
      place.refused += 1;
      args = ['resume', name, '--json'];
    } else {
      throw new Error(`${args.join(' ')}: ${code} ${stderr.slice(0, 500)}`);
    }
  }
}

function revisionOf(place, name) {
  try {
    const found = comparisonsOf(place.file).find((one) => one.name === name);
    return JSON.stringify(found?.definition);
  } catch {
    // Killed before there was a table.
    return undefined;
  }
}

/** Measured times, and what follows from them, are not the same twice. */
const isMeasured = (key) => key.endsWith('Seconds') || key === 'breakEven';
const withoutTimes = (value) =>
  JSON.parse(JSON.stringify(value ?? null, (key, one) => (isMeasured(key) ? undefined : one)));

/** What is stored of a place, without times and processes. */
function storedIn({ file }) {
  const studies = {};
  for (const [study, events] of Object.entries(eventsOf(file))) {
    const { trials } = (studies[study] = { trials: {}, budget: undefined, claims: 0 });
    for (const event of events) {
      if (event.budget !== undefined) studies[study].budget = event.budget;
      if (event.type === 'trial-claimed') studies[study].claims += 1;
      const { number, point, seed: own, outcome } = event;
      if (event.type === 'trial-started') trials[number] = { point, seed: own };
      if (event.type === 'trial-added') trials[number] = { point, seed: own, isAdded: true };
      if (outcome === undefined) continue;
      const { metrics: _metrics, ...same } = outcome;
      trials[number] = { ...trials[number], ...same };
    }
  }
  const comparisons = comparisonsOf(file).map((one) => withoutTimes(one));
  return { studies, comparisons };
}

/** What has to be true of every place, however it came about. */
function checkStored(place, what) {
  const found = faultsOf(place.file, place.acknowledged);
  const { studies, comparisons } = storedIn(place);
  const attempts = new Map();
  for (const [study, { trials, budget, claims }] of Object.entries(studies)) {
    const isTest = study.includes('/test-');
    const name = /^runs\/(first|second)-/.exec(study)?.[1];
    const list = Object.values(trials);
    const complete = list.filter(({ state }) => state === 'complete').length;
    if (complete !== list.length || complete !== budget.trials)
      found.push(
        `${study} has ${complete} complete of ${list.length} trials, not ${budget.trials}`,
      );
    const points = new Set(list.map(({ point }) => JSON.stringify(point)));
    if (points.size !== list.length) found.push(`${study} has a point twice`);
    for (const { point, seed: own, values: got } of list) {
      if (own !== undefined && got?.[0] !== valueOf(point, own, isTest))
        found.push(`${study} has another value: ${got?.[0]}`);
      const key = JSON.stringify([name, isTest, point, own]);
      attempts.set(key, (attempts.get(key) ?? 0) + 1);
    }
    done.again += claims;
    if (place.kills === 0 && claims > 0)
      found.push(`${study} has ${claims} trials that began again`);
  }
  // A command has one trial at work for each kill, and what it had evaluated may not be stored yet.
  let more = 0;
  const counts = evaluationsIn(place.log);
  for (const [key, count] of counts) {
    const trials = attempts.get(key) ?? 0;
    if (trials === 0) found.push(`evaluated, but not stored: ${key}`);
    more += Math.max(0, count - trials);
    done.evaluations += count;
  }
  for (const [key, trials] of attempts) {
    const isScore = key.includes(',true,');
    if (!counts.has(key) && !isScore) found.push(`${trials} times stored, never evaluated: ${key}`);
  }
  if (more > place.kills) found.push(`${more} evaluations too many after ${place.kills} kills`);
  for (const { name, definition, runs, result } of comparisons) {
    if (result === null) found.push(`${name} is not complete`);
    for (const { study } of runs) {
      const isNeeded = definition.repeats !== 'auto' || studies[study] !== undefined;
      if (isNeeded && !(studies[study]?.budget.trials >= definition.trials))
        found.push(`${name}: ${study} is missing`);
      if (place.hasTest && isNeeded && studies[`${study}/test-${definition.trials}`] === undefined)
        found.push(`${name}: ${study} is not scored`);
    }
  }
  done.comparisons += comparisons.length;
  done.runs += Object.keys(studies).length;
  faults.push(...found.map((one) => `${what}: ${one}`));
}

/** A removed comparison takes nothing that another one looks at; the last one takes all. */
async function checkRemoval(place, what) {
  const names = comparisonsOf(place.file).map(({ name }) => name);
  const counted = () => [...evaluationsIn(place.log).values()].reduce((sum, one) => sum + one, 0);
  const evaluated = counted();
  while (names.length > 0) {
    const [gone] = names.splice(rng.integer(names.length), 1);
    const before = storedIn(place);
    const { code, stderr } = await tune(place, ['rm', gone]);
    if (code !== 0) faults.push(`${what}: rm ${gone}: ${code} ${stderr.slice(0, 300)}`);
    const after = storedIn(place);
    const rest = before.comparisons.filter(({ name }) => name !== gone);
    const kept = new Set(rest.flatMap(({ runs }) => runs.map(({ study }) => study)));
    const runOf = (study) => study.replace(/\/test-.*$/, '');
    // Two commands that extend at once may leave a run that no comparison looks at; it is removed by its name.
    const left = new Set(before.comparisons.flatMap(({ runs }) => runs.map(({ study }) => study)));
    const isLeft = (study) => values.pairs && !left.has(runOf(study));
    const expected = Object.entries(before.studies).filter(
      ([study]) => kept.has(runOf(study)) || isLeft(study),
    );
    if (!isDeepStrictEqual(after, { studies: Object.fromEntries(expected), comparisons: rest }))
      faults.push(`${what}: rm ${gone} has changed something else`);
    for (const name of names) {
      const again = await tune(place, ['resume', name, '--json']);
      if (again.code !== 0)
        faults.push(`${what}: resume ${name} after rm ${gone}: ${again.stderr}`);
    }
  }
  if (counted() !== evaluated) faults.push(`${what}: it is evaluated again after rm`);
}

/** The first places in which two values differ. */
function differences(one, two, path = '') {
  if (isDeepStrictEqual(one, two)) return [];
  const areObjects = [one, two].every((value) => typeof value === 'object' && value !== null);
  if (!areObjects) return [`${path} ${JSON.stringify(one)}, not ${JSON.stringify(two)}`];
  const keys = new Set([...Object.keys(one), ...Object.keys(two)]);
  return [...keys].flatMap((key) => differences(one[key], two[key], `${path}/${key}`)).slice(0, 3);
}

/** What two places have stored is the same. */
function checkSame(place, whole, what) {
  const [own, other] = [place, whole].map(storedIn);
  for (const name of new Set([...Object.keys(own.studies), ...Object.keys(other.studies)])) {
    const [one, two] = [own, other].map(({ studies }) => studies[name]);
    if (!isDeepStrictEqual([one?.trials, one?.budget], [two?.trials, two?.budget]))
      faults.push(`${what}: ${name} is not that of the uninterrupted commands`);
  }
  for (const [index, comparison] of other.comparisons.entries()) {
    const found = differences(own.comparisons[index], comparison);
    if (found.length > 0)
      faults.push(
        `${what}: ${comparison.name} is not that of the uninterrupted commands: ${found}`,
      );
  }
}

for (let round = 1; done.killed < kills; round++) {
  const what = `round ${round}`;
  const { hasTest, steps } = extensionsOf(rng, { isPair: pairs });
  const milliseconds = 5 + rng.integer(40);
  const objectives = writeObjectives(outer, { hasTest, milliseconds });
  const lines = steps.map((step) => step.map((one) => ({ ...one, line: one.line(objectives) })));
  const place = { ...placeFor(`killed-${round}`), hasTest };
  const kill = () => {
    if (done.killed >= kills) return undefined;
    return rng.next() < 0.25 ? undefined : rng.next() * 1.2 * typicalMs;
  };
  try {
    for (const step of lines) await Promise.all(step.map((one) => until(place, one, kill)));
    // What a faster command has extended meanwhile may not be whole yet.
    for (const { name } of comparisonsOf(place.file)) {
      await until(place, { name, line: ['resume', name, '--json'] }, () => undefined);
    }
    checkStored(place, what);
    if (!pairs) {
      const whole = { ...placeFor(`whole-${round}`), hasTest };
      for (const step of lines) for (const one of step) await until(whole, one, () => undefined);
      checkStored(whole, `${what}, uninterrupted`);
      checkSame(place, whole, what);
    }
    await checkRemoval(place, what);
  } catch (error) {
    faults.push(`${what}: ${error.message}`);
  }
  if (faults.length > 0) {
    process.stdout.write(
      `${what}: ${lines
        .flat()
        .map(({ line }) => line.join(' '))
        .join('\n  ')}\n`,
    );
    break;
  }
}
if (faults.length === 0) rmSync(outer, { recursive: true });
process.stdout.write(
  [
    `views${pairs ? ', two commands at once' : ''}: ${done.killed} kills (${done.landed} after trials of that start), seed ${seed}, Node ${process.versions.node}`,
    `  starts              ${done.starts}`,
    `  comparisons         ${done.comparisons}, ${done.runs} studies`,
    `  evaluations         ${done.evaluations}, ${done.again} trials began again`,
    `  time                ${Math.round((performance.now() - began) / 1000)} s`,
    `  faults              ${faults.length}`,
    ...faults.slice(0, 20).map((fault) => `  ${fault}`),
    ...(faults.length === 0 ? [] : [`  what is stored is in ${outer}`]),
    '',
  ].join('\n'),
);
process.exitCode = faults.length === 0 ? 0 : 1;
