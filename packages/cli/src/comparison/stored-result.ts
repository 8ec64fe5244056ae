import type { Comparison } from '@tune/compare';
import type { Json } from '@tune/core';

/** What came of one problem of a comparison. */
export interface ProblemResult {
  readonly label: string;
  readonly comparison: Comparison;
}

/** What is stored of a comparison that is complete. */
export interface StoredResult {
  readonly problems: readonly ProblemResult[];
}

type Check = (value: unknown) => boolean;
type Fields = Readonly<Record<string, Check>>;

const isText: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isValue: Check = (value) => typeof value === 'string' || isNumber(value);
const nullable =
  (of: Check): Check =>
  (value) =>
    value === null || of(value);
const optional =
  (of: Check): Check =>
  (value) =>
    value === undefined || of(value);
const listOf =
  (of: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(of);
const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** An object that has at least these fields. */
const object =
  (fields: Fields): Check =>
  (value) =>
    isObject(value) &&
    Object.entries(fields).every(([name, of]) =>
      of(Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined),
    );
const isPoint: Check = (value) =>
  isObject(value) && Object.values(value).every((one) => isValue(one) || typeof one === 'boolean');
const isInterval = optional((value) => isObject(value) && Object.values(value).every(isNumber));

const isValues = listOf(nullable(isNumber));
const CURVE = object({
  ...{ costs: listOf(isNumber), median: isValues, low: isValues, high: isValues },
});
const CHOICE = object({
  ...{ point: isPoint, search: nullable(isNumber), score: nullable(isNumber) },
  reason: optional(isText),
});
const STRATEGY = object({
  ...{ values: isValues, choices: optional(listOf(nullable(CHOICE))), curve: CURVE },
  ...{ searchMedian: optional(nullable(isNumber)), optimism: optional(nullable(isNumber)) },
  droppedAfter: optional(isCount),
  ...{ name: isText, best: listOf(nullable(isNumber)), median: nullable(isNumber) },
  ...{ medianRegret: optional(nullable(isNumber)), bestPoint: nullable(isPoint) },
  ...{ trialsToTarget: nullable(isNumber), stepsToTarget: optional(nullable(isNumber)) },
  secondsToTarget: optional(nullable(isNumber)),
  ...{ measured: isCount, failed: isCount, pruned: isCount, steps: optional(isNumber) },
  ...{ suggestSeconds: isNumber, evaluateSeconds: isNumber },
});
const isRange = nullable(object({ low: isNumber, high: isNumber }));
const isRatio = nullable(
  object({ estimate: isNumber, interval: object({ low: isNumber, high: nullable(isNumber) }) }),
);
const oneOf =
  (...names: readonly string[]): Check =>
  (value) =>
    names.includes(value as string);
const PAIR = object({
  ...{ first: isText, second: isText, answer: oneOf('better', 'worse', 'equal', 'unknown') },
  ...{ repeats: isCount, probability: nullable(isNumber), probabilityInterval: isRange },
  ...{ advantage: nullable(isNumber), advantageInterval: isRange, costRatio: isRatio },
  breakEven: nullable(object({ seconds: isNumber, below: isText })),
  moreRepeats: nullable(isCount),
});
const VERDICT = object({
  ...{ answer: oneOf('better', 'equal', 'unknown'), rope: isNumber },
  ...{ isFixed: (value) => typeof value === 'boolean', pairs: listOf(PAIR) },
  moreRepeats: nullable(isCount),
});
const COMPARISON = object({
  ...{ objective: isText, preset: optional(isText), pruner: optional(isText) },
  direction: oneOf('minimize', 'maximize'),
  ...{ judgedBy: oneOf('search', 'test', 'confirm'), testDescription: optional(isText) },
  seconds: optional(isNumber),
  ...{ trials: isCount, repeats: isCount, seed: isCount, strategies: listOf(STRATEGY) },
  ...{ wholeRepeats: isCount, target: nullable(isNumber), leader: nullable(isText) },
  ...{ interval: isInterval, verdict: VERDICT },
});
const PROBLEM = object({ label: isText, comparison: COMPARISON });
const RESULT = object({
  problems: (value) => listOf(PROBLEM)(value) && (value as readonly unknown[]).length > 0,
});

/**
 * A stored result, if it has the fields that are shown today. One of an earlier version, or of a damaged
 * import, may not: then it is made again, from the stored trials.
 */
export const resultOf = (stored: Json | undefined): StoredResult | undefined =>
  RESULT(stored) ? (stored as unknown as StoredResult) : undefined;
