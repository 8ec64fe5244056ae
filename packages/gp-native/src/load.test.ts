import { execFileSync } from 'node:child_process';
import { writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { native } from '../fixtures/problems.ts';
import { GpError } from './error.ts';
import { loadGaussianProcess } from './load.ts';

const missing = join(tmpdir(), 'there-is-no-such-addon.node');

describe('loading', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('the reference, when it is asked for', () => {
    const loaded = loadGaussianProcess({ backend: 'reference' });
    expect(loaded.backend).toBe('reference');
    expect(loaded.reason).toContain('asked for');
    expect(loaded.tried).toEqual([]);
  });

  it('an unknown backend is an error', () => {
    expect(() => loadGaussianProcess({ backend: 'gpu' as 'native' })).toThrow(GpError);
  });

  it('a GP_NATIVE_PATH that does not load is mentioned, whatever is used instead', () => {
    vi.stubEnv('GP_NATIVE_PATH', missing);
    const loaded = loadGaussianProcess();
    expect(loaded.backend).toBe(native ? 'native' : 'reference');
    expect(loaded.reason).toContain('GP_NATIVE_PATH');
    expect(loaded.reason).toContain(missing);
    expect(loaded.tried[0]).toMatchObject({
      path: missing,
      source: 'GP_NATIVE_PATH',
      error: expect.stringContaining('no such file'),
    });
  });

  it('a file that is not an addon is mentioned too', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'gp-native-')), 'text.node');
    writeFileSync(path, 'this is not a shared object');
    vi.stubEnv('GP_NATIVE_PATH', path);
    expect(loadGaussianProcess().tried[0]?.error).toEqual(expect.any(String));
  });

  it.skipIf(native)('native, when nothing is built, says what was tried and what to do', () => {
    expect(() => loadGaussianProcess({ backend: 'native' })).toThrow(
      expect.objectContaining({
        code: 'GP_NOT_LOADABLE',
        message: expect.stringContaining('cmake'),
      }),
    );
    expect(loadGaussianProcess().reason).toContain('cmake');
  });

  describe.skipIf(!native)('with a build', () => {
    it('names the instruction set', () => {
      expect(native!.instructionSet).toMatch(/^(base|avx2|avx512)$/);
      expect(native!.reason).toBe(
        `The native backend (${native!.instructionSet}) is in use from the local build.`,
      );
    });

    it('by GP_NATIVE_PATH', () => {
      vi.stubEnv('GP_NATIVE_PATH', native!.tried.at(-1)!.path);
      const loaded = loadGaussianProcess({ backend: 'native' });
      expect(loaded.reason).toContain('from GP_NATIVE_PATH');
      expect(loaded.tried.length).toBe(1);
    });

    it('every instruction set of this processor agrees, an unknown one is refused', () => {
      const means = ['base', 'avx2', 'avx512']
        .map((name) => runWith(name))
        .filter((mean) => mean !== undefined);
      expect(means.length).toBeGreaterThan(0);
      for (const mean of means) expect(mean).toBeCloseTo(means[0]!, 9);
      expect(runWith('mmx')).toBeUndefined();
    });
  });
});

/** A posterior mean in a process of its own; undefined where the instruction set is refused. */
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
