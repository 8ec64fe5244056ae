import { isTuneError } from '@tune/core';
import { reasonOf } from '@tune/core/plugin';
import type { Contender, Design } from './design.ts';

/** Why a strategy takes no further part in a comparison. */
export interface StrategyFailure {
  /** Of the run that failed: no later one was begun. */
  readonly repeat: number;
  readonly reason: string;
  readonly code?: string;
  /** Where the strategy comes from, if that is known: a file or a package. */
  readonly source?: string;
  /** The first lines of the error's stack: `at suggest (file:///home/me/mine.mjs:7:11)`. */
  readonly stack?: readonly string[];
}

/** How many lines of a stack are kept. */
const STACK_LINES = 5;

/** What an error of a strategy tells; whatever was thrown, this does not throw. */
export function strategyFailure(
  error: unknown,
  { repeat, source }: { readonly repeat: number; readonly source?: string | undefined },
): StrategyFailure {
  const stack = stackOf(error);
  return {
    ...{ repeat, reason: reasonOf(error, 'the strategy') },
    ...(isTuneError(error) ? { code: error.code } : {}),
    ...(source === undefined ? {} : { source }),
    ...(stack.length === 0 ? {} : { stack }),
  };
}

function stackOf(error: unknown): readonly string[] {
  try {
    const { stack } = error as { readonly stack?: unknown };
    // The codes of this product are thrown by itself: where is of no use to a reader.
    if (typeof stack !== 'string' || isTuneError(error)) return [];
    const lines = stack.split('\n').map((line) => line.trim());
    const frames = lines.filter((line) => line.startsWith('at ') && !line.includes('(node:'));
    return frames.slice(0, STACK_LINES);
  } catch {
    // A getter or a proxy of the strategy threw.
    return [];
  }
}

/**
 * The strategies of a comparison that have failed. One that fails in one run gets no other: it is the code that
 * is wrong, or the machine, and each further run would take as long to find out.
 */
export class StrategyFailures {
  readonly #contenders: readonly Contender[];
  readonly #byLabel = new Map<string, StrategyFailure>();

  constructor(contenders: readonly Contender[]) {
    this.#contenders = contenders;
  }

  get byLabel(): ReadonlyMap<string, StrategyFailure> {
    return this.#byLabel;
  }

  has(label: string): boolean {
    return this.#byLabel.has(label);
  }

  /** Undefined if the strategy had failed before. */
  add(label: string, repeat: number, error: unknown): StrategyFailure | undefined {
    if (this.#byLabel.has(label)) return undefined;
    const { source } = this.#contenders.find((one) => one.label === label)!;
    const failure = strategyFailure(error, { repeat, source });
    this.#byLabel.set(label, failure);
    return failure;
  }
}

/** A design without the strategies that have failed: what the verdict is about. */
export const withoutFailed = (
  design: Design,
  failures: ReadonlyMap<string, StrategyFailure>,
): Design => ({
  ...design,
  contenders: design.contenders.filter(({ label }) => !failures.has(label)),
});
