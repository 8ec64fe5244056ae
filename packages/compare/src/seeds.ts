import type { Strategy } from '@tune/core';
import { canonicalJson, hashSeed } from '@tune/core/plugin';
import { repeatSeed, type Design, type Run } from './design.ts';

/** Where the chance of a run comes from. */
export interface RunSeeds {
  /** Of what the strategy suggests. */
  readonly seed: number;
  /** Of the evaluations: all strategies of a repeat share it. */
  readonly evaluationSeed: number;
}

/**
 * The seeds of a run. The same strategy a second time in a design has suggestions of its own: with equal
 * seeds both would make the same search.
 *
 * @example
 * ```ts
 * import { seedsOf } from '@tune/compare';
 * import { branin } from '@tune/objectives/functions';
 * import { random } from '@tune/strategies';
 * const contenders = ['a', 'b'].map((label) => ({ label, strategy: random() }));
 * const design = { objective: branin(), contenders, trials: 8, repeats: 5, seed: 1 };
 * const [a, b] = contenders.map(({ label }) => seedsOf(design, { label, repeat: 1 }));
 * a!.seed === b!.seed; // false
 * a!.evaluationSeed === b!.evaluationSeed; // true
 * ```
 */
export function seedsOf({ contenders, seed }: Design, { label, repeat }: Run): RunSeeds {
  const shared = repeatSeed(seed, repeat);
  const at = contenders.findIndex((one) => one.label === label);
  const own = contenders[at]?.strategy;
  const isSame = (other: Strategy): boolean => own !== undefined && isEqual(own, other);
  const before = contenders.slice(0, Math.max(0, at)).filter(({ strategy }) => isSame(strategy));
  const { length } = before;
  return {
    seed: length === 0 ? shared : hashSeed(shared, 'again', length),
    evaluationSeed: shared,
  };
}

/** By what is stored of them; of a strategy that declares neither version nor options that is only its name. */
function isEqual(one: Strategy, other: Strategy): boolean {
  if (one === other) return true;
  const isDeclared = one.version !== undefined || one.options !== undefined;
  return isDeclared && identityText(one) === identityText(other);
}

const identityText = ({ name, version, options }: Strategy): string =>
  JSON.stringify([name, version ?? null, canonicalJson(options)]);
