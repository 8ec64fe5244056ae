import { createStudy, float } from '@tune/core';
import { expect, test, vi } from 'vitest';

test('without WebAssembly and addon, set-up and suggestions are refused and name what was tried', async () => {
  vi.stubGlobal('WebAssembly', undefined);
  const { bayes } = await import('../bayes.ts');
  const strategy = bayes({ backend: 'wasm' });
  const refused = { code: 'STRATEGY_MODEL_UNAVAILABLE' };
  const { signal } = new AbortController();
  await expect(strategy.setup!({ signal, progress: () => undefined })).rejects.toMatchObject({
    ...refused,
    message: expect.stringMatching(/this runtime has no WebAssembly.*allow WebAssembly/) as string,
  });
  const study = await createStudy({ space: { x: float(0, 1) }, strategy, seed: 1 });
  await expect(study.optimize(({ x }) => x, { trials: 6 })).rejects.toMatchObject(refused);
});
