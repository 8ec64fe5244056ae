import { DatabaseSync } from '@photostructure/sqlite';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { eventsOf, runTune } from './run-tune.ts';

const COMPARE = 'compare --objective branin --strategies random,grid --trials 3 --json';
const OTHER = 'run --objective branin --strategy random --trials 3 --seed 2 --json';

let folder: string;
let file: string;
let whole: string;
let name: string;
let other: string;
const tune = (line: string) => runTune([...line.split(' '), '--storage', file]);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tune-damage-'));
  whole = file = join(folder, 'whole.db');
  await tune(COMPARE);
  await tune(OTHER);
  const names = eventsOf(await tune('ls --json')).map((entry) => String(entry['name']));
  [name, other] = names as [string, string];
  file = join(folder, 'tune.db');
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => copyFileSync(whole, file));

function sql(statement: string): void {
  const db = new DatabaseSync(file);
  db.exec(statement);
  db.close();
}
const IN_RANDOM = `study = (SELECT id FROM study WHERE name LIKE '%/random-%/1' ORDER BY id LIMIT 1)`;

const HARM: Readonly<Record<string, readonly [sql: string, reason: RegExp]>> = {
  'an unknown type of event': [
    `UPDATE event SET body = json_set(body, '$.type', 'trial-sold') WHERE ${IN_RANDOM} AND seq = 3`,
    /event 4: .*trial-sold/,
  ],
  'a cut event': [
    `UPDATE event SET body = substr(body, 1, 40) WHERE ${IN_RANDOM} AND seq = 2`,
    /event 3 is not JSON/,
  ],
  'a creation that is cut': [
    `UPDATE event SET body = substr(body, 1, 40) WHERE ${IN_RANDOM} AND seq = 0`,
    /event 1 is not JSON/,
  ],
  'a creation without a strategy': [
    `UPDATE event SET body = json_remove(body, '$.strategy') WHERE ${IN_RANDOM} AND seq = 0`,
    /event 1: .*strategy/,
  ],
  'an index entry of another trial': [
    `UPDATE event SET entry = '[1,"complete",0]' WHERE ${IN_RANDOM} AND seq = 4`,
    /event 5: its index entry/,
  ],
  'an index entry that is not JSON': [
    `UPDATE event SET entry = '[1,' WHERE ${IN_RANDOM} AND seq = 4`,
    /event 5: its index entry/,
  ],
  'a missing event': [`DELETE FROM event WHERE ${IN_RANDOM} AND seq = 2`, /event 3 is missing/],
  'no events': [`DELETE FROM event WHERE ${IN_RANDOM}`, /it has no events/],
  'an end before its beginning': [
    `UPDATE event SET seq = 100 - seq WHERE ${IN_RANDOM} AND seq IN (1, 2);
     UPDATE event SET seq = seq - 97 WHERE ${IN_RANDOM} AND seq IN (98, 99);
     UPDATE event SET seq = 3 - seq WHERE ${IN_RANDOM} AND seq IN (1, 2) AND 0`,
    /event \d/,
  ],
  'two ends of a trial': [
    `UPDATE event SET (body, entry) = (SELECT body, entry FROM event WHERE ${IN_RANDOM} AND seq = 2)
       WHERE ${IN_RANDOM} AND seq = 4`,
    /event 5: trial 1 has ended/,
  ],
  'a list of trials that is not that of the events': [
    `UPDATE trial SET state = 'failed' WHERE ${IN_RANDOM} AND number = 1`,
    /list of \w+ trials/,
  ],
};

test.each(Object.entries(HARM))(
  '%s is told, and keeps nothing else from being used',
  async (_, harm) => {
    const [statement, reason] = harm;
    sql(statement);
    const study = `${name}/random/1`;
    const listed = await tune('ls --json');
    expect(listed.code).toBe(1);
    const entries = eventsOf(listed);
    expect(entries).toMatchObject([
      { name, state: 'damaged', damaged: [{ name: study, reason: expect.stringMatching(reason) }] },
      { name: other, state: 'complete', measured: 3 },
    ]);
    const text = await tune('ls');
    expect(text.code).toBe(1);
    expect(text.stderr).toContain(`${study} is damaged`);
    expect((await tune(`show ${other} --trials`)).code).toBe(0);
    expect((await tune(`show ${name}/grid/1 --trials`)).code).toBe(0);
    const [shown, exported, resumed, compared] = await Promise.all(
      [`show ${study}`, `export ${study}`, `resume ${name} --trials 5`, COMPARE].map(tune),
    );
    for (const run of [shown!, exported!, resumed!, compared!]) {
      expect(run).toMatchObject({ code: 1, stdout: '' });
      expect(run.stderr).toMatch(reason);
      expect(run.stderr).not.toMatch(/^\s+at |TypeError|SyntaxError/m);
    }
    expect((await tune(`rm ${study}`)).code).toBe(0);
    const after = await tune('ls --json');
    expect(after.code).toBe(0);
    expect(eventsOf(after)).toMatchObject([{ name, state: 'stopped' }, { name: other }]);
    const again = await tune(COMPARE);
    expect(again.code).toBe(0);
    const evaluated = eventsOf(again).filter(({ type }) => type === 'trial');
    expect(evaluated.map(({ strategy }) => strategy)).toEqual(['random', 'random', 'random']);
  },
  120_000,
);

test.each([
  ['definition', `'{"trials":'`, 0],
  // The storage can read it, so its runs are removed with it.
  ['definition', `'null'`, 6],
  ['result', `'{'`, 0],
  ['created_at', `'yesterday'`, 0],
])(
  'a comparison with a broken %s (%s) is in the way of no other',
  async (column, value, lost) => {
    sql(`UPDATE comparison SET ${column} = ${value} WHERE name = '${name}'`);
    const listed = await tune('ls --json');
    const entries = eventsOf(listed);
    expect(entries.map((one) => one['name'])).toContain(name);
    expect(entries.find((one) => one['name'] === other)).toMatchObject({ state: 'complete' });
    expect((await tune(`show ${other}`)).code).toBe(0);
    const resumed = await tune(`resume ${name}`);
    expect(resumed.code).toBe(1);
    expect(resumed.stderr).toMatch(/is damaged: its (definition|result|times)/);
    expect(resumed.stderr).not.toMatch(/^\s+at |TypeError|SyntaxError/m);
    expect((await tune(`rm ${name}`)).code).toBe(0);
    const names = eventsOf(await tune('ls --json')).map((one) => one['name']);
    expect(names).toContain(other);
    expect(names).not.toContain(name);
    // Runs that are not removed with it are those of the same comparison again.
    const again = eventsOf(await tune(COMPARE));
    expect(again.filter(({ type }) => type === 'trial')).toHaveLength(lost);
  },
  60_000,
);

test('rm of one run leaves an incomplete comparison, which resume completes', async () => {
  expect((await tune(`rm ${name}/random/1`)).stdout).toContain('1 study');
  const entry = eventsOf(await tune('ls --json')).find((one) => one['name'] === name);
  expect(entry).toMatchObject({ state: 'stopped', measured: 3 });
  expect((await tune(`show ${name}`)).stdout).toContain('not complete');
  const resumed = eventsOf(await tune(`resume ${name} --json`));
  expect(resumed.filter(({ type }) => type === 'trial')).toHaveLength(3);
  const complete = eventsOf(await tune('ls --json')).find((one) => one['name'] === name);
  expect(complete).toMatchObject({ state: 'complete', measured: 6 });
}, 60_000);

test('rm of the last run removes the comparison', async () => {
  await tune(`rm ${name}/random/1`);
  await tune(`rm ${name}/grid`);
  const entries = eventsOf(await tune('ls --json'));
  expect(entries.map((one) => one['name'])).toEqual([other]);
  expect(await tune(`rm ${name}`)).toMatchObject({ code: 2, stdout: '' });
}, 60_000);
