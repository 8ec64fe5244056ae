import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { installed, packAll, print } from './packages.ts';
import type { Tarballs } from './packages.ts';

/** A whole search, with what computes and where it was loaded from. */
const search = `
  import { createStudy, float } from '@tune/core';
  import { bayes, diagnoseGaussianProcess } from '@tune/strategies';
  const { backend, sentence } = await diagnoseGaussianProcess();
  const study = await createStudy({
    space: { x: float(-1, 1), y: float(-1, 1) },
    strategy: bayes(),
    seed: 1,
  });
  await study.optimize(({ x, y }) => (x - 0.3) ** 2 + (y + 0.2) ** 2, { trials: 20 });
  console.log(JSON.stringify({ backend, sentence, best: study.best.value }));`;

/** A strategy of a stranger, made with what core offers to authors. */
const plugin = `
  import { createStudy, isTuneError, int } from '@tune/core';
  import { createRng, defineErrors } from '@tune/core/plugin';
  const tired = defineErrors({ NAP_TIRED: ({ after }) => \`It sleeps after \${after} trials.\` });
  const nap = {
    name: 'nap',
    apiVersion: 1,
    capabilities: { parallel: true, exhaustive: false },
    async suggest({ history, space }) {
      if (history.ended.length === 3) throw tired('NAP_TIRED', { after: 3 });
      return [{ point: space.decode([createRng(history.ended.length).next()]) }];
    },
  };
  const study = await createStudy({ space: { n: int(1, 9) }, strategy: nap });
  const error = await study.optimize(({ n }) => n).catch((error) => error);
  const { code, message } = error;
  console.log(JSON.stringify({ code, message, ours: isTuneError(error), ended: study.size }));`;

let tarballs: Tarballs;
beforeAll(() => {
  tarballs = packAll();
}, 300_000);

describe('installed outside of the repository, without install scripts', () => {
  it('with the package of this platform, the addon searches', () => {
    const project = installed([...tarballs.portable, ...tarballs.platform]);
    const found = print(project, search) as Record<string, unknown>;
    expect(found).toMatchObject({
      backend: 'native',
      sentence: expect.stringContaining('from @tune/gp-native-'),
    });
    expect(found['best']).toBeLessThan(1e-3);
  });

  it('without it, WebAssembly searches and the remedy names the package', () => {
    const project = installed(tarballs.portable, ['--omit=optional']);
    const found = print(project, search) as Record<string, unknown>;
    expect(found).toMatchObject({
      backend: 'wasm',
      sentence: expect.stringMatching(/package @tune\/gp-native-\S+: it is not installed/),
    });
    expect(found['best']).toBeLessThan(1e-3);
    expect(existsSync(join(project, 'node_modules', '.bin'))).toBe(false);
  });

  it('a strategy of another author runs, with errors of its own', () => {
    const project = installed([...tarballs.portable, ...tarballs.platform]);
    expect(print(project, plugin)).toEqual({
      ...{ code: 'NAP_TIRED', message: 'It sleeps after 3 trials.', ours: true, ended: 3 },
    });
  });

  it('a platform package of another version is not taken', () => {
    const project = installed([...tarballs.portable, ...tarballs.platform]);
    const [name] = readdirSync(join(project, 'node_modules', '@tune')).filter((entry) =>
      entry.startsWith('gp-native-'),
    );
    const found = print(
      project,
      `import { readFileSync, writeFileSync } from 'node:fs';
      const file = 'node_modules/@tune/${name}/package.json';
      writeFileSync(file, readFileSync(file, 'utf8').replace('"version": "', '"version": "9'));
      const { loadGaussianProcess } = await import('@tune/gp-native');
      console.log(JSON.stringify(loadGaussianProcess()));`,
    );
    expect(found).toMatchObject({
      backend: 'wasm',
      tried: [
        {
          source: 'package',
          error: expect.stringMatching(/^it has version 9.*, but version .* is needed$/),
        },
        { source: 'build' },
        { source: 'wasm' },
      ],
    });
  });

  it('packages say what they are for and run nothing when they are installed', () => {
    const project = installed([...tarballs.portable, ...tarballs.platform]);
    const scope = join(project, 'node_modules', '@tune');
    for (const name of readdirSync(scope)) {
      const file = join(scope, name, 'package.json');
      const {
        scripts = {},
        os,
        cpu,
      } = JSON.parse(readFileSync(file, 'utf8')) as {
        scripts?: Record<string, string>;
        os?: string[];
        cpu?: string[];
      };
      for (const hook of ['preinstall', 'install', 'postinstall', 'prepare']) {
        expect(scripts).not.toHaveProperty(hook);
      }
      const isPlatform = name.startsWith('gp-native-');
      expect([os, cpu]).toEqual(
        isPlatform ? [[process.platform], [process.arch]] : [undefined, undefined],
      );
    }
  });
});
