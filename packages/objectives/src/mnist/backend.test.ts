import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openBackend } from './backend.ts';
import { diagnoseWasm } from './diagnose.ts';
import { mnist } from './mnist.ts';

let cacheFolder: string;

beforeEach(() => {
  cacheFolder = mkdtempSync(join(tmpdir(), 'tune-backend-'));
  // A machine with Node alone.
  vi.stubEnv('PATH', join(cacheFolder, 'bin'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(cacheFolder, { recursive: true, force: true });
});

describe('on a machine with npm packages alone', () => {
  it('auto is WebAssembly, and says why and how to get TensorFlow', async () => {
    const { infos, tf } = await openBackend({ cacheFolder }, {});
    expect(tf.getBackend()).toBe('wasm');
    expect(infos[0]).toMatchObject({
      label: 'backend',
      value: expect.stringMatching(/^webassembly/) as string,
    });
    expect(infos.map(({ value }) => value).join(' ')).toMatch(/cannot be found[^]*apt-get install/);
  });

  it('tensorflow is refused', async () => {
    await expect(openBackend({ backend: 'tensorflow', cacheFolder }, {})).rejects.toMatchObject({
      code: 'OBJECTIVE_BACKEND_MISSING',
    });
  });

  it('wasm does not need TensorFlow and does not mention it', async () => {
    const { infos } = await openBackend({ backend: 'wasm', cacheFolder }, {});
    expect(infos).toHaveLength(1);
  });

  it('WebAssembly is ready', () => {
    expect(diagnoseWasm()).toMatchObject({ state: 'ready' });
  });
});

it('an aborted set-up does not fall back to another backend', async () => {
  const stop = new AbortController();
  stop.abort('enough');
  await expect(openBackend({ cacheFolder }, { signal: stop.signal })).rejects.toBe('enough');
});

it('an unknown backend is refused', () => {
  expect(() => mnist({ backend: 'webgpu' as 'wasm' })).toThrow(
    expect.objectContaining({
      code: 'OBJECTIVE_OPTION_INVALID',
      message: expect.stringMatching(/one of auto, tensorflow, wasm.*"webgpu"/) as string,
    }) as Error,
  );
});
