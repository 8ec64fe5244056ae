import {
  hashSeed,
  TuneError,
  type Budget,
  type Objective,
  type Pruner,
  type Stopping,
  type Strategy,
} from '@tune/core';

/** A strategy in a comparison, under a name of its own. */
export interface Contender {
  readonly label: string;
  readonly strategy: Strategy;
}

/** What is compared, and how much each may spend. */
export interface Design {
  readonly objective: Objective;
  readonly contenders: readonly Contender[];
  /** Trials of each strategy in each repeat. */
  readonly trials: number;
  readonly repeats: number;
  readonly seed: number;
  /**
   * Stops trials early. Then each strategy may spend the steps of `trials` full evaluations, and what
   * pruning saves goes into further trials: the comparison is one of cost.
   */
  readonly pruner?: Pruner;
  /** When a study ends before its budget. */
  readonly stopping?: Stopping;
  /** What its studies' names begin with. Default: the objective's name. */
  readonly name?: string;
}

/** One strategy in one repeat; repeats count from 1. */
export interface Lane {
  readonly label: string;
  readonly repeat: number;
}

/** The seed that all strategies of a repeat share, so that equal points have equal values. */
export function repeatSeed(seed: number, repeat: number): number {
  return hashSeed(seed, 'repeat', repeat);
}

/** What each study may spend: trials, or as many steps as they would take where they may be pruned. */
export function budgetOf({ trials, pruner, objective: { steps } }: Design): Budget {
  if (pruner === undefined || steps === undefined) return { trials };
  return { steps: trials * steps, stepsPerTrial: steps };
}

/** @throws COMPARE_DESIGN_INVALID  no strategy, a label twice, trials or repeats below 1, pruning without steps */
export function checkDesign({ contenders, trials, repeats, pruner, objective }: Design): void {
  const fail = (name: string, expected: string, value: unknown): never => {
    throw new TuneError('COMPARE_DESIGN_INVALID', { name, expected, value });
  };
  for (const [name, value] of Object.entries({ trials, repeats })) {
    if (!Number.isInteger(value) || value < 1) fail(name, 'a whole number of at least 1', value);
  }
  if (pruner !== undefined && objective.steps === undefined) {
    const expected = 'an objective that declares its steps and reports at some of them';
    fail('the objective of a comparison with a pruner', expected, objective.name);
  }
  if (contenders.length === 0) fail('strategies', 'at least one strategy', 'none');
  const labels = contenders.map(({ label }) => label);
  const twice = labels.find((label, index) => labels.indexOf(label) !== index);
  if (twice !== undefined) fail('strategies', 'a name of its own for each strategy', twice);
}
