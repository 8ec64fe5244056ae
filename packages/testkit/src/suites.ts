import type { Pruner } from '@tune/core';
import { executorCases, type ExecutorOptions, type OpenExecutor } from './executor-cases.ts';
import { objectiveCases, type MakeObjective, type ObjectiveTrial } from './objective-cases.ts';
import { prunerCases } from './pruner-cases.ts';
import { storageCases, type OpenStorage } from './storage-cases.ts';
import { strategyCases, type MakeStrategy, type StrategyTrial } from './strategy/cases.ts';
import type { SuiteCase } from './suite-case.ts';

/** What a test runner has to offer. */
export interface Runner {
  /** Groups what `body` registers. */
  describe(title: string, body: () => void): void;
  /** Registers a test that may take so long. */
  test(title: string, body: () => Promise<void>, timeoutMs: number): void;
}

/** What every suite may be told. */
export interface SuiteOptions {
  /** Rules that are not checked, by their names. */
  readonly exclude?: readonly string[];
}

/** Registers suites with a runner. */
export interface Suites {
  /**
   * Checks a strategy against every rule.
   * @param make  makes the same strategy each time
   */
  describeStrategy(title: string, make: MakeStrategy, options?: StrategyTrial & SuiteOptions): void;
  /**
   * Checks an objective against every rule.
   * @param make  makes the same objective each time
   */
  describeObjective(
    title: string,
    make: MakeObjective,
    options?: ObjectiveTrial & SuiteOptions,
  ): void;
  /**
   * Checks a pruner against every rule.
   * @param make  makes the same pruner each time
   */
  describePruner(title: string, make: () => Pruner, options?: SuiteOptions): void;
  /**
   * Checks a storage against every rule.
   * @param open  makes an empty storage
   */
  describeStorage(title: string, open: () => Promise<OpenStorage>, options?: SuiteOptions): void;
  /**
   * Checks an executor against every rule.
   * @param open  opens an executor of so many jobs at once for `behaving(executorBehaviors)`
   */
  describeExecutor(
    title: string,
    open: OpenExecutor,
    options?: ExecutorOptions & SuiteOptions,
  ): void;
}

/** Longer than the limits of the cases: they say more than a runner that gives up. */
const TIMEOUT_MS = 180_000;

/** The five functions for a runner. */
export function suitesOf({ describe, test }: Runner): Suites {
  const suite =
    <Subject, Options extends object>(cases: readonly SuiteCase<Subject, Options>[]) =>
    (title: string, subject: Subject, options: Options & SuiteOptions = {} as Options): void =>
      describe(title, () => {
        for (const { rule, name, run } of cases) {
          if (options.exclude?.includes(rule)) continue;
          test(`${rule}: ${name}`, () => run(subject, options), TIMEOUT_MS);
        }
      });
  return {
    describeStrategy: suite(strategyCases),
    describeObjective: suite(objectiveCases),
    describePruner: suite(prunerCases),
    describeStorage: suite(storageCases),
    describeExecutor: suite(executorCases),
  };
}
