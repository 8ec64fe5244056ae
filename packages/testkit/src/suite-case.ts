/** One thing that every implementation of a contract has to do. */
export interface SuiteCase<Subject, Options = object> {
  /** What the rule is called, in messages and in `exclude`: `points-in-space`. */
  readonly rule: string;
  /** The rule as a sentence. */
  readonly name: string;
  /** Rejects if the subject does something else. */
  run(subject: Subject, options?: Options): Promise<void>;
}
