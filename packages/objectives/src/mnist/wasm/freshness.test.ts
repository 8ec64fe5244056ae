import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const file = (path: string) => new URL(`../../../${path}`, import.meta.url);

it('the committed kernels.wasm was built from the sources beside it', async () => {
  const script = file('scripts/build-wasm.mjs').href;
  const { sourcesHash } = (await import(script)) as { sourcesHash: () => string };
  const made = JSON.parse(readFileSync(file('wasm/kernels.wasm.json'), 'utf8')) as {
    sources: string;
    binary: string;
  };
  const remedy = 'Build it again: node packages/objectives/scripts/build-wasm.mjs';
  expect(made.sources, remedy).toBe(sourcesHash());
  const binary = readFileSync(file('wasm/kernels.wasm'));
  expect(made.binary, remedy).toBe(createHash('sha256').update(binary).digest('hex'));
});
