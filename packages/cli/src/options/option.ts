/** The headings of the help, in the order in which it has them. */
export const GROUPS = {
  made: 'What to create:',
  compared: 'What to search:',
  length: 'How long:',
  where: 'Where trials run:',
  stored: 'What is stored:',
  holds: 'What has to hold (exit code 3: it does not; 4: cannot tell yet):',
  output: 'Input and output:',
} as const;

interface Shared {
  readonly group: keyof typeof GROUPS;
  /** One line for the help. */
  readonly describe: string;
  /** A value of it, as it is typed. */
  readonly example: string;
  /** What the help names as the default, where that is not a value of the option; of a number: none. */
  readonly without?: string;
  /** The flag, if it is not the option's name with dashes: `maxRetries` is `--max-retries`. */
  readonly flag?: string;
  /**
   * Stored with a comparison. `problem`: runs of another value are other runs. `view`: it says which runs
   * are looked at, how far, and how they are judged. `runtime`: it says only how they are run.
   */
  readonly stored?: 'problem' | 'view' | 'runtime';
  /** `tune resume` takes it, and the comparison continues with it. */
  readonly resumable?: true;
}

export interface NumberOption extends Shared {
  readonly type: 'number';
  readonly min: number;
  readonly max: number;
  /** No fractions. */
  readonly whole?: true;
  /** What is counted, if it is not just a number. */
  readonly unit?: 'seconds' | 'MiB';
  readonly default?: number;
}

/** A number that may be said relative to what is stored, `+5`, or by a word. */
export interface AmountOption extends Shared {
  readonly type: 'amount';
  readonly min: number;
  readonly max: number;
  readonly whole: true;
  readonly words: readonly string[];
  readonly default?: number;
  /** Other defaults, by the option that is given with it. */
  readonly defaultWith?: Readonly<Record<string, number>>;
}

export interface TextOption extends Shared {
  readonly type: 'string';
  readonly default?: string;
  readonly required?: true;
}

export interface ChoiceOption extends Shared {
  readonly type: 'choice';
  readonly choices: readonly (string | number)[];
  readonly default?: string | number;
}

export interface SwitchOption extends Omit<Shared, 'example'> {
  readonly type: 'boolean';
  readonly default: false;
}

export type Option = NumberOption | AmountOption | TextOption | ChoiceOption | SwitchOption;
