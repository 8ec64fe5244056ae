import { createStudy, float, isTuneError } from '@tune/core';
import { GpError, isGpError, type GpErrorCode } from '@tune/gp-native';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { bayes } from '../bayes.ts';

/** The real backends, whose models fail with this code if there is one. */
const fault = vi.hoisted(() => ({ code: undefined as GpErrorCode | undefined }));
vi.mock('@tune/gp-native', async (importOriginal) => {
  const original = await importOriginal<typeof import('@tune/gp-native')>();
  const loadGaussianProcess: typeof original.loadGaussianProcess = (options) => {
    const loaded = original.loadGaussianProcess(options);
    return Object.create(loaded, {
      create: {
        value: (...settings: Parameters<typeof loaded.create>) => {
          if (fault.code !== undefined) throw new original.GpError(fault.code, 'Made by a test.');
          return loaded.create(...settings);
        },
      },
    }) as typeof loaded;
  };
  return { ...original, loadGaussianProcess };
});

const search = async () => {
  const study = await createStudy({ space: { x: float(0, 1) }, strategy: bayes(), seed: 1 });
  await study.optimize(({ x }) => (x - 0.3) ** 2, { trials: 6 });
  return study.trials.slice(3).map(({ meta }) => meta as { phase: string; reason?: string });
};

afterEach(() => {
  fault.code = undefined;
});

describe('losses that admit no model', () => {
  test.each(['GP_NOT_POSITIVE_DEFINITE', 'GP_NOT_FINITE', 'GP_OUT_OF_RANGE'] as const)(
    '%s: the search goes on with the initial design and says so in each meta',
    async (code) => {
      fault.code = code;
      const metas = await search();
      expect(metas.map(({ phase }) => phase)).toEqual(['fallback', 'fallback', 'fallback']);
      expect(metas[0]!.reason).toContain('Made by a test.');
    },
  );
});

describe('a model that fails for another reason', () => {
  test.each([
    ...['GP_SHAPE', 'GP_NOT_LOADABLE', 'GP_NO_MEMORY', 'GP_BUSY', 'GP_DISPOSED', 'GP_EMPTY'],
  ] as GpErrorCode[])('%s ends the search', async (code) => {
    fault.code = code;
    const error: unknown = await search().catch((thrown: unknown) => thrown);
    expect(isTuneError(error, 'STRATEGY_MODEL_UNAVAILABLE')).toBe(true);
    expect((error as Error).message).toContain(`(${code})`);
    expect(isGpError((error as Error).cause, code)).toBe(true);
  });

  test('a recommendation does not hide it either', async () => {
    const study = await createStudy({ space: { x: float(0, 1) }, strategy: bayes(), seed: 1 });
    await study.optimize(({ x }) => (x - 0.3) ** 2, { trials: 6 });
    fault.code = 'GP_SHAPE';
    await expect(study.recommend()).rejects.toMatchObject({ code: 'STRATEGY_MODEL_UNAVAILABLE' });
  });
});

test('GpError is known by its name and code, not by its class', () => {
  expect(isGpError({ name: 'GpError', code: 'GP_BUSY' })).toBe(true);
  expect(isGpError(new GpError('GP_BUSY'), 'GP_SHAPE')).toBe(false);
  expect(isGpError(Object.assign(new Error('x'), { code: 'GP_BUSY' }))).toBe(false);
});
