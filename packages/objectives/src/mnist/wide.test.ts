import type { EvaluateContext } from '@tune/core';
import { describe, expect, it } from 'vitest';
import { openBackend } from './backend.ts';
import { mnistFolder, readDigits } from './data.ts';
import { mnist } from './mnist.ts';
import { mnistPreset, recipeOf, type MnistPoint } from './presets.ts';
import { accuracyOf, train } from './training.ts';

const SMALL = {
  ...{ lr: 0.003, optimizer: 'adam', filters1: 8, filters2: 16, units: 32 },
  ...{ dropout1Rate: 0.1, dropout2Rate: 0.1 },
} satisfies MnistPoint;

const context = (more: Partial<EvaluateContext> = {}): EvaluateContext => ({
  seed: 1,
  signal: new AbortController().signal,
  report: () => undefined,
  ...more,
});

describe('the preset wide', () => {
  const preset = mnistPreset('wide');
  const objective = mnist({ preset: 'wide', backend: 'wasm' });

  it('searches what its decision page says, at the cost of quick', () => {
    const { images, evaluation, test } = mnistPreset('quick');
    expect(preset).toMatchObject({ images, evaluation, test });
    expect(objective.steps).toBe(100);
    expect(preset.space.toJSON()).toMatchObject({
      parameters: [
        { name: 'lr', low: 1e-5, high: 1e-1, log: true },
        { name: 'optimizer', choices: ['rmsprop', 'adam', 'sgd'] },
        { name: 'filters1', low: 8, high: 48, step: 8 },
        { name: 'filters2', low: 16, high: 96, step: 16 },
        { name: 'units', low: 32, high: 512, log: true },
        { name: 'dropout1Rate', low: 0, high: 0.6 },
        { name: 'dropout2Rate', low: 0, high: 0.6 },
        { name: 'batch', low: 32, high: 256, step: 32 },
      ],
    });
  });

  it.each([32, 96, 256])(
    'learns in batches of %i, with reports at the same images',
    async (batch) => {
      const reports: number[] = [];
      const value = await objective.evaluate(
        { ...SMALL, batch },
        context({ fidelity: 0.3, report: (step) => reports.push(step) }),
      );
      expect(value).toBeGreaterThan(0.4);
      // 30 steps of 64 images; the last batches of other sizes may end before or after.
      expect(reports.slice(0, 2)).toEqual([10, 20]);
    },
    60_000,
  );

  it('has the value of the training of which a table keeps two scores', async () => {
    const backend = await openBackend({ backend: 'wasm' }, {});
    const slices = [{ set: 'train', first: 0, count: preset.images } as const, preset.evaluation];
    const [digits, scored] = await readDigits(mnistFolder(), slices);
    const [point, few] = [{ ...SMALL, batch: 256 }, context({ fidelity: 0.1 })];
    const trainer = await train(backend, digits!, recipeOf(point), few);
    const value = await accuracyOf(trainer, scored!, few.signal);
    trainer.dispose();
    expect(await objective.evaluate(point, few)).toBe(value);
  }, 60_000);
});
