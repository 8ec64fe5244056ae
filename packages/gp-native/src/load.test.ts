import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { native } from '../fixtures/problems.ts';
import type { LoadAttempt } from './backend.ts';
import { GpError } from './error.ts';
import { loadGaussianProcess } from './load.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const missing = join(tmpdir(), 'there-is-no-such-addon.node');

describe('loading', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('loads the reference on request', () => {
    const loaded = loadGaussianProcess({ backend: 'reference' });
    expect(loaded.backend).toBe('reference');
    expect(loaded.reason).toContain('asked for');
    expect(loaded.tried).toEqual([]);
  });

  it('throws on an unknown backend', () => {
    expect(() => loadGaussianProcess({ backend: 'gpu' as 'native' })).toThrow(GpError);
  });

  it('mentions a GP_NATIVE_PATH that does not load, and uses another build', () => {
    vi.stubEnv('GP_NATIVE_PATH', missing);
    const loaded = loadGaussianProcess();
    expect(loaded.backend).toBe(native ? 'native' : 'wasm');
    expect(loaded.reason).toContain('GP_NATIVE_PATH');
    expect(loaded.reason).toContain(missing);
    expect(loaded.tried[0]).toMatchObject({
      path: missing,
      source: 'GP_NATIVE_PATH',
      error: expect.stringContaining('no such file'),
    });
  });

  it('mentions a file that is not an addon', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'gp-native-')), 'text.node');
    writeFileSync(path, 'this is not a shared object');
    vi.stubEnv('GP_NATIVE_PATH', path);
    expect(loadGaussianProcess().tried[0]?.error).toEqual(expect.any(String));
  });

  it('loads WebAssembly on request', () => {
    const loaded = loadGaussianProcess({ backend: 'wasm' });
    expect(loaded).toMatchObject({ backend: 'wasm', instructionSet: 'simd128' });
    expect(loaded.reason).toContain('asked for');
    expect(loaded.tried).toEqual([{ path: 'wasm', source: 'wasm' }]);
  });

  it('tries GP_NATIVE_PATH, the package of the platform, the local build and WebAssembly, in this order', () => {
    const { found } = without({});
    expect(found).toMatchObject({ backend: 'wasm' });
    expect(found?.tried.map(({ source }) => source)).toEqual([
      'GP_NATIVE_PATH',
      'package',
      'build',
      'wasm',
    ]);
    expect(found?.tried.map(({ error }) => error !== undefined)).toEqual([true, true, true, false]);
    expect(found?.reason).toContain('GP_NATIVE_PATH');
    expect(found?.reason).toContain(`install @tune/gp-native-${process.platform}`);
    expect(found?.mean).toBeCloseTo(0.5, 12);
  });

  it('says what was tried and what to do if no native build loads', () => {
    const { failure } = without({ backend: 'native' });
    expect(failure).toMatchObject({ code: 'GP_NOT_LOADABLE' });
    for (const part of ['GP_NATIVE_PATH', 'build', 'cmake', 'not installed']) {
      expect(failure?.message).toContain(part);
    }
  });

  it('throws without WebAssembly instead of falling back to the reference', () => {
    const { failure } = without({ hide: 'WebAssembly' });
    expect(failure).toMatchObject({ code: 'GP_NOT_LOADABLE' });
    expect(failure?.message).toMatch(
      /build .*no such file.*; WebAssembly: this runtime has no WebAssembly/,
    );
  });

  describe.skipIf(!native)('with a build', () => {
    it('names the instruction set', () => {
      expect(native!.instructionSet).toMatch(/^(base|avx2|avx512)$/);
      expect(native!.reason).toBe(
        `The native backend (${native!.instructionSet}) is in use from the local build.`,
      );
    });

    it('loads the file that GP_NATIVE_PATH names', () => {
      vi.stubEnv('GP_NATIVE_PATH', native!.tried.at(-1)!.path);
      const loaded = loadGaussianProcess({ backend: 'native' });
      expect(loaded.reason).toContain('from GP_NATIVE_PATH');
      expect(loaded.tried.length).toBe(1);
      expect(loaded.tried[0]).not.toHaveProperty('error');
    });

    it('gives the same means on every instruction set of this processor, and refuses an unknown one', () => {
      const means = ['base', 'avx2', 'avx512']
        .map((name) => runWith(name))
        .filter((mean) => mean !== undefined);
      expect(means.length).toBeGreaterThan(0);
      for (const mean of means) expect(mean).toBeCloseTo(means[0]!, 9);
      expect(runWith('mmx')).toBeUndefined();
    });
  });
});

interface Outcome {
  readonly found?: { backend: string; reason: string; tried: LoadAttempt[]; mean: number };
  readonly failure?: { code: string; message: string };
}

/** Loads a copy of the package without an addon, in its own process. */
function without({ backend, hide }: { backend?: string; hide?: string }): Outcome {
  const copy = mkdtempSync(join(tmpdir(), 'gp-native-'));
  cpSync(join(root, 'dist'), join(copy, 'dist'), { recursive: true });
  cpSync(join(root, 'package.json'), join(copy, 'package.json'));
  const program = `
    ${hide ? `delete globalThis.${hide};` : ''}
    const { loadGaussianProcess } = await import('./dist/index.js');
    try {
      const { backend, reason, tried, create } = loadGaussianProcess(${JSON.stringify({ backend })});
      const model = create({ dimensions: 1 });
      model.append(Float64Array.of(0, 1), Float64Array.of(0.5, 0.5));
      model.setHyperparameters({ logLengthscales: Float64Array.of(9), logVariance: 0, logNoise: -50 });
      const mean = model.posterior(Float64Array.of(0)).mean[0];
      process.stdout.write(JSON.stringify({ found: { backend, reason, tried, mean } }));
    } catch ({ code, message }) {
      process.stdout.write(JSON.stringify({ failure: { code, message } }));
    }`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: copy,
    env: { ...process.env, GP_NATIVE_PATH: missing },
    encoding: 'utf8',
  });
  return JSON.parse(output) as Outcome;
}

/** A posterior mean, computed in its own process; undefined if the instruction set is refused. */
function runWith(instructionSet: string): number | undefined {
  const program = `
    let addon;
    try { addon = require(${JSON.stringify(native!.tried.at(-1)!.path)}); }
    catch (error) { if (error.code !== 'GP_NOT_LOADABLE') throw error; }
    if (addon) {
      if (addon.instructionSet !== process.env.GP_NATIVE_ISA) process.exit(1);
      const model = new addon.GaussianProcess(2, 0, new Uint8Array(2));
      const rows = Float64Array.from({ length: 200 }, (_, i) => (i * 0.7548776662) % 1);
      model.append(rows, Float64Array.from({ length: 100 }, (_, i) => Math.sin(rows[2 * i] * 5)));
      // Not console.log, which colors numbers under FORCE_COLOR.
      process.stdout.write(String(model.posterior(Float64Array.of(0.3, 0.4))[0]));
    }`;
  const env = { ...process.env, GP_NATIVE_ISA: instructionSet };
  const output = execFileSync(process.execPath, ['-e', program], { env, encoding: 'utf8' });
  return output === '' ? undefined : Number(output);
}
