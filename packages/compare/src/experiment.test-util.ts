import {
  float,
  space,
  type Ask,
  type Direction,
  type Objective,
  type Strategy,
  type Trial,
} from '@tune/core';
import { createRng } from '@tune/core/plugin';
import { compare, type ComparisonResult } from './compare.ts';
import type { Design } from './design.ts';
import type { ComparisonEvent } from './events.ts';
import type { CompareOptions } from './options.ts';

export const unit = space({ x: float(0, 1) });

const delays = createRng('delays');

/** Takes up to so many milliseconds, so that races show. */
export const pause = (mostMs = 3): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, delays.next() * mostMs));

/** A strategy that suggests one row of the unit cube at a time. */
export const strategyOf = (name: string, row: (ask: Ask) => number): Strategy => ({
  name,
  apiVersion: 1,
  capabilities: { parallel: true, exhaustive: false },
  async suggest(ask) {
    const x = row(ask);
    await pause();
    return [{ point: ask.space.decode([x]) }];
  },
});

/** Draws around a center, so that it is known which strategy is better. */
export const around = (center: number, width = 1): Strategy =>
  strategyOf('around', ({ rng }) => center + width * (rng.next() - 0.5));

/** Draws anywhere. It has a version, so that two of them are known to be equal. */
export const uniform = (options?: Readonly<Record<string, number>>): Strategy => ({
  ...around(0.5),
  version: '1',
  ...(options && { options }),
});

/** Continues from the losses so far: it would take another way in another order of trials. */
export const walker = (stride: number): Strategy =>
  strategyOf('walker', ({ history, rng }) => {
    const known = history.ended.reduce((sum, { loss = 0 }) => sum + loss, history.pending.length);
    return (known * stride + rng.next()) % 1;
  });

/** The distance from 0.5. */
export const distance = (direction: Direction = 'minimize'): Objective => ({
  name: 'distance',
  space: unit,
  direction,
  optimum: { value: 0, points: [{ x: 0.5 }] },
  async evaluate({ x }) {
    await pause();
    return (direction === 'minimize' ? 1 : -1) * Math.abs((x as number) - 0.5);
  },
});

export const designOf = (more: Partial<Design> = {}): Design => ({
  objective: distance(),
  contenders: [
    { label: 'near', strategy: around(0.5, 0.01) },
    { label: 'wide', strategy: around(0.5) },
    { label: 'off', strategy: around(0.95, 0.05) },
  ],
  trials: 4,
  repeats: 7,
  seed: 1,
  ...more,
});

/** Runs a comparison, and keeps its events. */
export async function run(
  design: Design,
  options: CompareOptions = {},
): Promise<ComparisonResult & { readonly events: readonly ComparisonEvent[] }> {
  const events: ComparisonEvent[] = [];
  const result = await compare(design, {
    clock: () => 0,
    ...options,
    onEvent(event) {
      events.push(event);
      // What an async listener returns goes on to the comparison.
      return options.onEvent?.(event);
    },
  });
  return { ...result, events };
}

/** The ended trials of a run, in the order of the events. */
export const endedTrials = (
  events: readonly ComparisonEvent[],
  label: string,
  repeat = 1,
): Trial[] =>
  events.flatMap((event) =>
    event.type === 'trial-ended' && event.label === label && event.repeat === repeat
      ? [event.trial]
      : [],
  );
