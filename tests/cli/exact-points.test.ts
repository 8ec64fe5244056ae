import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventsOf, runTune } from './run-tune.ts';

const LEVELS = 'tests/fixtures/levels.mjs';
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tune-exact-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const stored = (...args: string[]) => runTune([...args, '--storage', join(folder, 'tune.db')]);
const pointsOf = (events: ReturnType<typeof eventsOf>) =>
  events
    .filter(({ type }) => type === 'trial')
    .map(({ point }) => (point as { readonly x: number }).x);

test.each(['grid', 'bayes'])(
  '%s tries each level once, also one that was enqueued off by rounding',
  async (strategy) => {
    const search = ['run', '--objective', LEVELS, '--strategy', strategy, '--json'];
    const first = await stored(...search, '--trials', '1');
    expect(first.code).toBe(0);
    const name = eventsOf(await stored('ls', '--json'))[0]!['name'] as string;
    const queued = await stored('enqueue', name, '{"x":0.30000000000000004,"n":-0}', '--json');
    expect(eventsOf(queued)).toMatchObject([{ type: 'enqueued', point: { x: 0.3, n: 0 } }]);
    const refused = await stored('enqueue', name, '{"x":0.31,"n":0}');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('of which 0.3 is the nearest, but got 0.31');
    const rest = await stored('resume', name, '--trials', '30', '--json');
    const points = pointsOf([...eventsOf(first), ...eventsOf(rest)]);
    const levels = Array.from({ length: 11 }, (_, level) => level / 10);
    expect([...new Set(points)].toSorted()).toEqual(levels);
    expect(points).toHaveLength(11);
  },
  120_000,
);

test('tune evaluate shows the level that a point stands for', async () => {
  const point = '{"x":0.7000000000000001,"n":0.0000000001}';
  const { code, stdout } = await runTune([
    'evaluate',
    '--objective',
    LEVELS,
    '--point',
    point,
    '--json',
  ]);
  expect(code).toBe(0);
  const [line] = stdout.trim().split('\n');
  expect(JSON.parse(line!)).toMatchObject({ point: { x: 0.7, n: 0 }, value: 0.7 });
}, 60_000);

test.each([
  ['none', /no allowed point: "small", "large" together refuse each of its 44 points/],
  ['broken', /"broken" must return true or false for every point, but it threw no network/],
  ['promised', /"promised" must return true or false .* a promise \(it cannot be async\)/],
])(
  'a constraint that leaves nothing or fails is named: %s',
  async (rule, message) => {
    for (const strategy of ['random', 'grid', 'bayes']) {
      const objective = `${LEVELS}?rule=${rule}`;
      const args = ['run', '--objective', objective, '--strategy', strategy, '--trials', '3'];
      const { code, stdout, stderr } = await runTune(args);
      expect(`${stdout}${stderr}`).toMatch(message);
      expect(code).not.toBe(0);
      expect(`${stdout}${stderr}`).not.toMatch(/^\s+at /m);
    }
  },
  120_000,
);

test.each([
  [['--objective', 'levy?dimensions=1e9'], /"levy" expects a whole number from 1 to 1000/],
  [['--objective', 'ackley?minimizer=1e9'], /"ackley" expects a number from -32.768 to 32.768/],
  [['--strategy', 'bayes?candidates=1000000000'], /"bayes" expects a whole number from 1 to 10000/],
  [['--strategy', 'bayes?initialTrials=1e300'], /"bayes" expects a whole number from 1 to 1000000/],
  [['--strategy', 'grid?levels=1e9'], /"grid" has no option "levels"\. It has none/],
  [['--pruner', 'halving?reduction=1e9'], /"halving" expects a whole number from 2 to 1000/],
])(
  'an option out of its range is refused at once: %j',
  async (args, message) => {
    const defaults = { '--objective': 'branin', '--strategy': 'random' };
    const given = Object.entries(defaults).flatMap((pair) => (args.includes(pair[0]) ? [] : pair));
    const { code, stderr } = await runTune(['run', ...given, ...args, '--trials', '3']);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  },
  60_000,
);
