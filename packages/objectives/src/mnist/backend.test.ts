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
  // A machine with nothing but Node, and cloud storage out of reach.
  vi.stubEnv('PATH', join(cacheFolder, 'bin'));
  vi.stubEnv('npm_config_tfjs_binding_binary_host_mirror', 'http://127.0.0.1:1');
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(cacheFolder, { recursive: true, force: true });
});

describe('a machine with nothing but npm packages', () => {
  it('computes with WebAssembly, and is told why and how to get the quicker one', async () => {
    const { facts, tf } = await openBackend({ cacheFolder }, {});
    expect(tf.getBackend()).toBe('wasm');
    expect(facts[0]).toMatchObject({
      label: 'backend',
      value: expect.stringMatching(/^webassembly/) as string,
    });
    expect(facts.map(({ value }) => value).join(' ')).toMatch(/cannot be found[^]*apt-get install/);
  });

  it('is refused where TensorFlow was asked for by name', async () => {
    await expect(openBackend({ backend: 'tensorflow', cacheFolder }, {})).rejects.toMatchObject({
      code: 'OBJECTIVE_BACKEND_MISSING',
    });
  });

  it('needs nothing of TensorFlow where WebAssembly was asked for, and says nothing of it', async () => {
    const { facts } = await openBackend({ backend: 'wasm', cacheFolder }, {});
    expect(facts).toHaveLength(1);
  });

  it('finds WebAssembly ready', () => {
    expect(diagnoseWasm()).toMatchObject({ state: 'ready' });
  });
});

it('a set-up that is stopped is no reason to compute with something else', async () => {
  const stop = new AbortController();
  stop.abort('enough');
  await expect(openBackend({ cacheFolder }, { signal: stop.signal })).rejects.toBe('enough');
});

it('a backend that does not exist is refused at once', () => {
  expect(() => mnist({ backend: 'webgpu' as 'wasm' })).toThrow(
    expect.objectContaining({
      code: 'OBJECTIVE_OPTION_INVALID',
      message: expect.stringMatching(/one of auto, tensorflow, wasm.*"webgpu"/) as string,
    }) as Error,
  );
});
