/** What a rule asks for, and what to do if it is broken. */
export interface Rule {
  /** The rule as a sentence. */
  readonly says: string;
  /** How the code is mended. */
  readonly mend: string;
}

/** Says which rule is broken, what was seen, and how to mend it. */
export class RuleError extends Error {
  override readonly name = 'RuleError';
  /** What the rule is called: `points-in-space`. */
  readonly rule: string;

  constructor(rule: string, { says, mend }: Rule, seen: string, options?: ErrorOptions) {
    super(`${rule}: ${says}\n  seen: ${seen}\n  mend: ${mend}`, options);
    this.rule = rule;
  }
}

/** Known by its name: two copies of the package may meet, in different realms. */
export const isRuleError = (error: unknown): error is RuleError =>
  (error as { readonly name?: unknown } | null)?.name === 'RuleError';

/** The functions that say that a rule of a table is broken. */
export const breaking =
  <Name extends string>(rules: Readonly<Record<Name, Rule>>) =>
  (rule: Name, seen: string, cause?: unknown): RuleError =>
    new RuleError(rule, rules[rule], seen, cause === undefined ? undefined : { cause });

/** What an error says, on one line; the place where it was thrown if that is known. */
export function spell(error: unknown): string {
  const { name, message, stack } = (error ?? {}) as Partial<Error>;
  if (typeof message !== 'string') return String(error);
  const place = typeof stack === 'string' ? placeOf(stack) : undefined;
  return `${name ?? 'Error'}: ${message}${place === undefined ? '' : ` (${place})`}`;
}

/** The first line of a stack that is neither ours nor the platform's. */
export function placeOf(stack: string): string | undefined {
  const lines = stack.split('\n').filter((line) => /^\s+at /.test(line));
  const line = lines.find((one) => !isOurs(one));
  return line?.trim();
}

/** The folder of this file, as stacks write it: a CommonJS build has no other way to know it. */
const OWN_FOLDER = /\(?(?:file:\/\/)?([^()]*[/\\])[^/\\]*:\d+:\d+\)?$/.exec(
  new Error().stack?.split('\n')[1]?.replace(/^\s+at /, '') ?? '',
)?.[1];

const isOurs = (line: string): boolean =>
  /node:|<anonymous>\)?$|\/node_modules\/(vitest|@vitest|jest|@jest)/.test(line) ||
  (OWN_FOLDER !== undefined &&
    line.includes(OWN_FOLDER) &&
    !/\.test|test-util|breakers/.test(line));
