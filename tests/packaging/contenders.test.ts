import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { eventsOf, root, runTune, trialsOf } from '../cli/run-tune.ts';

/** The environment is kept in the cache folder, so that only the first run installs Optuna. */
const LONG = 600_000;

test(
  'with Optuna installed, it competes to a verdict; killed and started again the comparison goes on',
  async () => {
    const setUp = await runTune(['setup', '--contenders', 'optuna:tpe,optuna:cmaes']);
    expect(setUp.stderr + setUp.stdout).toMatch(/optuna:tpe +3\.\d+\.\d+ with optuna 5\.0\.0/);
    const folder = mkdtempSync(join(tmpdir(), 'tune-optuna-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const strategies = `bayes,random,optuna:tpe?multivariate=true,${join(root, 'examples/strategy/nearby.mjs')}`;
    const args = ['compare', '--objective', 'hartmann6', '--strategies', strategies, '--json'];
    const more = ['--trials', '20', '--repeats', '3', '--storage', join(folder, 'tune.db')];
    const killed = await runTune([...args, ...more], {
      onOutput: (stdout, child) => {
        if (stdout.split('"type":"trial"').length > 60) child.kill('SIGKILL');
      },
    });
    expect(killed.code).toBeNull();
    const again = await runTune([...args, ...more]);
    expect(again.code).toBe(0);
    const events = eventsOf(again);
    expect(events.at(-1)).toMatchObject({
      type: 'comparison',
      leader: expect.any(String) as string,
    });
    const { strategies: summaries } = events.at(-1) as { strategies: { name: string }[] };
    expect(summaries.map(({ name }) => name)).toContain('optuna:tpe?multivariate');
    const optuna = trialsOf(again).filter(({ strategy }) => strategy === 'optuna:tpe?multivariate');
    expect(optuna.length).toBeGreaterThan(0);
    expect(optuna.length).toBeLessThanOrEqual(60);

    const unknown = await runTune([...args.slice(0, 3), '--strategies', 'random,optuna:nope']);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toMatch(/optuna has no optimizer called "nope": it has tpe, gp/);
  },
  LONG,
);
