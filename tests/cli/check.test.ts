import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { eventsOf, root, runTune } from './run-tune.ts';

// Many starts of the command.
vi.setConfig({ testTimeout: 120_000 });

const CORE = join(root, 'packages/core/dist/index.js');

/** An objective whose value depends on how many evaluations came before. */
function objectiveFile(bonus: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'tune-check-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'objective.mjs');
  writeFileSync(
    file,
    `import { float, space } from ${JSON.stringify(CORE)};
    let before = 0;
    export default {
      name: 'mine', direction: 'maximize', space: space({ x: float(0, 1) }),
      evaluate: ({ x }) => x + (${bonus}),
    };`,
  );
  return file;
}

test('random against itself in 20 repeats is the check if nothing else is said', async () => {
  const finished = await runTune(['compare', '--check', '--objective', 'branin', '--json']);
  expect(finished.code).toBe(0);
  const events = eventsOf(finished);
  const comparison = events.find(({ type }) => type === 'comparison')!;
  const strategies = comparison['strategies'] as { name: string; best: number[] }[];
  expect(strategies.map(({ name }) => name)).toEqual(['random', 'random (2)']);
  expect(strategies[0]!.best).not.toEqual(strategies[1]!.best);
  expect(events.find(({ type }) => type === 'check')).toMatchObject({
    ...{ repeats: 20, draws: 10_000, ties: 0, withoutValue: 0 },
    fixed: { share: expect.any(Number), interval: { low: expect.any(Number) } },
    peeking: { share: expect.any(Number) },
    order: { firstAhead: expect.any(Number), isSuspicious: false },
    trend: { isSuspicious: false },
  });
});

test('an objective that favors the run that comes first is told, a fair one is not', async () => {
  const check = async (bonus: string) => {
    const args = ['compare', '--check', '--trials', '4', '--repeats', '12', '--verbose', '0'];
    const { code, stdout } = await runTune([...args, '--objective', objectiveFile(bonus)]);
    expect(code).toBe(0);
    return stdout.replaceAll(/\s+/g, ' ');
  };
  expect(await check('before++ % 2 === 0 ? 2 : 0')).toMatch(
    /comes first is ahead in 1[12] of 12 repeats.*It matters which run comes first/,
  );
  const fair = await check('0');
  expect(fair).toMatch(/10,000 relabelings name a winner/);
  expect(fair).toMatch(/Nothing speaks against verdicts on this objective\./);
});

test.each([
  [['--strategies', 'bayes,random'], /a strategy with itself.*--strategies bayes,bayes/],
  [['--repeats', '3'], /--repeats from 6 to 100, but got 3/],
])('%j is no check', async (args, message) => {
  const { code, stderr } = await runTune(['compare', '--check', '--objective', 'branin', ...args]);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});
