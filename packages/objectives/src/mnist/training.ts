import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import type { EvaluateContext } from '@tune/core';
import type { Backend } from './backend.ts';
import type { Digits } from './data.ts';
import { STEP } from './presets.ts';
import type { Recipe } from './recipe.ts';
import { createTrainer, type Trainer } from './trainer.ts';

/** Training images between two reports. */
const REPORT_EVERY = 640;

/** Images of one batch when the network is scored. */
const EVALUATION_BATCH = 250;

/**
 * Trains on all `digits` once, or on the share that the fidelity gives; between two steps the event loop
 * runs and the signal is checked. Dispose the trainer after use.
 */
export async function train(
  backend: Backend,
  digits: Digits,
  recipe: Recipe,
  { seed, fidelity = 1, signal, report }: EvaluateContext,
): Promise<Trainer> {
  const { batch } = recipe;
  const steps = Math.max(1, Math.round(Math.floor(digits.count / batch) * fidelity));
  const trainer = createTrainer(backend, recipe, seed);
  try {
    for (let step = 0; step < steps; step++) {
      await yieldToEventLoop();
      signal.throwIfAborted();
      trainer.step(digits, step * batch, batch, step);
      const [before, seen] = [step * batch, (step + 1) * batch];
      const reports = Math.floor(seen / REPORT_EVERY);
      // At the same numbers of images for every batch size, so that trials can be compared.
      if (reports > Math.floor(before / REPORT_EVERY)) {
        const at = (reports * REPORT_EVERY) / STEP;
        report(at, trainer.takeBatchAccuracy(), Math.round((steps * batch) / STEP));
      }
    }
    return trainer;
  } catch (error) {
    trainer.dispose();
    throw error;
  }
}

/** The share of `digits` that is classified correctly. */
export async function accuracyOf(
  trainer: Trainer,
  digits: Digits,
  signal: AbortSignal,
): Promise<number> {
  let hits = 0;
  for (let first = 0; first < digits.count; first += EVALUATION_BATCH) {
    await yieldToEventLoop();
    signal.throwIfAborted();
    hits += trainer.countHits(digits, first, Math.min(EVALUATION_BATCH, digits.count - first));
  }
  return hits / digits.count;
}
