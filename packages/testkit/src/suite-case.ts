import { isRuleError, RuleError, spell } from './rule-error.ts';

/** One thing that every implementation of a contract has to do. */
export interface SuiteCase<Subject, Options = object> {
  /** What the rule is called, in messages and in `exclude`: `points-in-space`. */
  readonly rule: string;
  /** The rule as a sentence. */
  readonly name: string;
  /** Rejects if the subject does something else. */
  run(subject: Subject, options?: Options): Promise<void>;
}

/** The cases, whose errors name the rule, say what was seen, and how it is mended. */
export const namingRules = <Subject, Options>(
  cases: readonly SuiteCase<Subject, Options>[],
  mends: Readonly<Record<string, string>>,
): readonly SuiteCase<Subject, Options>[] =>
  cases.map((one) => ({
    ...one,
    async run(subject, options) {
      try {
        await one.run(subject, options);
      } catch (error) {
        if (isRuleError(error)) throw error;
        const mend = mends[one.rule] ?? `it has to hold that ${one.name}`;
        throw new RuleError(one.rule, { says: one.name, mend }, spell(error), { cause: error });
      }
    },
  }));
