import type { StrategyFailure } from '@tune/compare';
import type { Json } from '@tune/core';
import { FAILED, fieldsOf } from './definition.ts';

/** A strategy that has failed, on the objective that it searched if the comparison has several. */
export interface FailedStrategy extends StrategyFailure {
  readonly label: string;
  readonly problem?: string;
}

/** The definition with the strategies that have failed; none if none have. */
export function withFailures(definition: Json, failed: readonly FailedStrategy[]): Json {
  const { [FAILED]: _, ...rest } = fieldsOf(definition);
  return failed.length === 0 ? rest : { ...rest, [FAILED]: failed as unknown as Json };
}

/** What is stored of the strategies that had failed on an objective when the comparison was last run. */
export function failuresOf(
  definition: Json,
  problem: string | undefined,
): ReadonlyMap<string, StrategyFailure> {
  const { [FAILED]: stored } = fieldsOf(definition);
  const all = areFailures(stored) ? stored : [];
  const own = all.filter((one) => one.problem === undefined || one.problem === problem);
  return new Map(own.map(({ label, problem: _, ...failure }) => [label, failure]));
}

/** Whether a stored value has what is shown of failures. */
export function areFailures(value: unknown): value is readonly FailedStrategy[] {
  return Array.isArray(value) && value.every(isFailure);
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isTextOrNone = (value: unknown): boolean => value === undefined || isText(value);

function isFailure(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { label, problem, repeat, reason, code, source, stack } = value as Record<string, unknown>;
  const isStack = stack === undefined || (Array.isArray(stack) && stack.every(isText));
  return (
    [label, reason].every(isText) &&
    [problem, code, source].every(isTextOrNone) &&
    Number.isSafeInteger(repeat) &&
    isStack
  );
}
