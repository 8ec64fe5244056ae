import type { Budget, Objective, Pruner, Stopping, Strategy } from '@tune/core';
import { hashSeed } from '@tune/core/plugin';
import { compareError } from './errors.ts';

/** A strategy in a comparison, under a name of its own. */
export interface Contender {
  readonly label: string;
  readonly strategy: Strategy;
  /** Where it comes from, as people write it: told if it fails. */
  readonly source?: string;
}

/** What is compared, and how much each strategy may spend. */
export interface Design {
  readonly objective: Objective;
  readonly contenders: readonly Contender[];
  /** Trials of each strategy in each repeat; with `seconds` the most. */
  readonly trials: number;
  /**
   * What each run may spend, in seconds of choosing and evaluating: the comparison is one of time. Where the
   * objective says how long its evaluations really took, those seconds count.
   */
  readonly seconds?: number;
  readonly repeats: number;
  /** Unsigned 32-bit; all chance of the comparison comes from it. */
  readonly seed: number;
  /**
   * Stops trials early. Then each strategy may spend the steps of `trials` full evaluations, and what
   * pruning saves goes into further trials: the comparison is one of cost.
   */
  readonly pruner?: Pruner;
  /**
   * The region of practical equivalence: differences of two values up to this size do not matter. Default:
   * half an answer where values are shares of so many answers, else a millionth of what a run typically gains.
   */
  readonly rope?: number;
  /**
   * The number of repeats was fixed, and changed after results were seen. Then the verdict comes from a test that
   * stays valid however often one looks, instead of one for a number that was fixed in advance. More
   * repeats for a comparison that was `untilDecided` from the start are no change.
   */
  readonly isExtended?: boolean;
  /**
   * The number of repeats that was fixed first, if it was changed. Below six it could decide nothing, which
   * makes later answers sooner; default: six or more.
   */
  readonly extendedFrom?: number;
  /** No further repeat is begun once the verdict is there; `repeats` is the most. */
  readonly untilDecided?: boolean;
  /** When a run ends before its budget. */
  readonly stopping?: Stopping;
  /**
   * The choice of each run is evaluated so many times more, with seeds that no search has seen, and the mean is
   * judged: for objectives whose values are noisy. Default: the choices are scored by the objective's
   * test, if it has one.
   */
  readonly confirm?: number;
  /** The name of the study of a run. Default: the objective's name, the label and the repeat, with "/" between. */
  readonly studyOf?: (run: Run) => string;
}

/** One strategy in one repeat; repeats count from 1. */
export interface Run {
  readonly label: string;
  readonly repeat: number;
}

/** The exact test takes half a second for so many repeats, and its time grows with their cube. */
export const MAX_REPEATS = 1000;

/** A year. */
const MAX_SECONDS = 365 * 24 * 3600;

/** More evaluations of one point than this are a study of their own. */
const MAX_CONFIRMATIONS = 1000;

/** The seed that all strategies of a repeat share, so that equal points have equal values. */
export function repeatSeed(seed: number, repeat: number): number {
  return hashSeed(seed, 'repeat', repeat);
}

/** What each run may spend: trials, or as many steps as they would take if they may be pruned; and seconds. */
export function budgetOf({ trials, seconds, pruner, objective: { steps } }: Design): Budget {
  const time = seconds === undefined ? {} : { seconds };
  if (pruner === undefined || steps === undefined) return { trials, ...time };
  return { steps: trials * steps, stepsPerTrial: steps, ...time };
}

/** The name of the study of a run. */
export function studyNameOf({ studyOf, objective }: Design, { label, repeat }: Run): string {
  return studyOf?.({ label, repeat }) ?? `${objective.name}/${label}/${repeat}`;
}

/** @throws COMPARE_DESIGN_INVALID  with the name of the field */
export function checkDesign(design: Design): void {
  const { trials, seconds, repeats, seed, confirm, pruner, rope, objective } = design;
  checkWhole('trials', trials, 1, Number.MAX_SAFE_INTEGER);
  checkWhole('repeats', repeats, 1, MAX_REPEATS);
  checkWhole('seed', seed, 0, 2 ** 32 - 1);
  if (confirm !== undefined) checkWhole('confirmations', confirm, 1, MAX_CONFIRMATIONS);
  if (pruner !== undefined && objective.steps === undefined) {
    const expected = 'an objective that declares its steps and reports at some of them';
    fail('the objective, because of the pruner,', expected, objective.name);
  }
  const isDuration = typeof seconds === 'number' && seconds > 0 && seconds <= MAX_SECONDS;
  if (seconds !== undefined && !isDuration) {
    fail('the seconds', `a number above 0, at most ${MAX_SECONDS}`, seconds);
  }
  if (rope !== undefined && !(rope >= 0 && rope < Infinity)) {
    fail('the rope', 'a number of at least 0', rope);
  }
  checkLabels(design.contenders);
}

function checkLabels(contenders: readonly Contender[]): void {
  if (contenders.length === 0) fail('the strategies', 'at least one', 'none');
  const labels = contenders.map(({ label }) => label);
  for (const label of labels) {
    // The label is a part of the study's name.
    if (typeof label !== 'string' || label === '' || label.includes('/')) {
      fail('the label of a strategy', 'a string that is not empty and has no "/"', label);
    }
  }
  const twice = labels.find((label, index) => labels.indexOf(label) !== index);
  if (twice !== undefined) fail('the strategies', 'a label of its own for each', twice);
}

function checkWhole(name: string, value: unknown, least: number, most: number): void {
  if (Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most) return;
  const upTo =
    most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  fail(`the ${name}`, `a whole number ${upTo}`, value);
}

function fail(name: string, expected: string, value: unknown): never {
  throw compareError('COMPARE_DESIGN_INVALID', { name, expected, value });
}
