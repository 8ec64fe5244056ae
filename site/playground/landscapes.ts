import type { Objective } from '@tune/core';
import { ackley, branin, gramacy, levy, rosenbrock } from '@tune/objectives/functions';

/** A function of two numbers. */
export interface Landscape {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Standard deviation of the noise, where it is wanted. */
  readonly noise: number;
  /** @param noise  0 for none */
  create(noise: number): Objective;
}

export const landscapes: readonly Landscape[] = [
  {
    name: 'branin',
    title: 'Branin',
    description: 'Three valleys that are equally deep.',
    noise: 5,
    create: (noise) => branin({ noise }) as unknown as Objective,
  },
  {
    name: 'ackley',
    title: 'Ackley',
    description: 'A funnel with ripples. Its minimum is not in the middle, where bayes begins.',
    noise: 1,
    create: (noise) => ackley({ dimensions: 2, minimizer: 10, noise }),
  },
  {
    name: 'rosenbrock',
    title: 'Rosenbrock',
    description: 'A narrow curved valley with a nearly flat floor.',
    noise: 50,
    create: (noise) => rosenbrock({ dimensions: 2, noise }),
  },
  {
    name: 'levy',
    title: 'Levy',
    description: 'Waves on a bowl.',
    noise: 3,
    create: (noise) => levy({ dimensions: 2, noise }),
  },
  {
    name: 'gramacy',
    title: 'Gramacy',
    description: 'A slope with two constraints; what they forbid is gray.',
    noise: 0.1,
    create: (noise) => gramacy({ noise }) as unknown as Objective,
  },
];

export const landscapeOf = (name: string): Landscape =>
  landscapes.find((landscape) => landscape.name === name) ?? landscapes[0]!;
