import type { Flags } from '../options/flags.ts';
import type { OptionName } from '../options/table.ts';

/** A line of the help that can be pasted into a shell, and what it does. */
export type Example = readonly [does: string, line: string];

/** The headings of `tune --help`, in its order. */
export const COMMAND_GROUPS = {
  search: 'Search and compare:',
  stored: 'What is stored:',
  own: 'Strategies and objectives:',
  setup: 'Set-up:',
} as const;

export type CommandGroup = keyof typeof COMMAND_GROUPS;

/** A command of the program, as the parser and its messages need it. */
export interface Command {
  readonly name: string;
  readonly group: CommandGroup;
  readonly describe: string;
  readonly examples: readonly Example[];
  /** Words after the command, in order, with their help. */
  readonly words: Readonly<Record<string, string>>;
  /** A word that may follow, with its help. */
  readonly optionalWords: Readonly<Record<string, string>>;
  /** Its options, in the order of its help. */
  readonly options: readonly OptionName[];
  /** Options without a default: only what is typed counts. */
  readonly given: readonly OptionName[];
  /** @returns the exit code */
  run(flags: Readonly<Record<string, unknown>>): Promise<number>;
}

/** A command and the words behind it. */
export const lineOf = ({
  name,
  words,
  optionalWords,
}: Pick<Command, 'name' | 'words' | 'optionalWords'>): string =>
  [
    name,
    ...Object.keys(words).map((word) => `<${word}>`),
    ...Object.keys(optionalWords).map((word) => `[${word}]`),
  ].join(' ');

interface Definition<
  W extends string,
  O extends string,
  N extends OptionName,
  G extends OptionName,
> {
  readonly name: string;
  readonly group: CommandGroup;
  readonly describe: string;
  readonly examples: readonly [Example, Example, ...Example[]];
  readonly words?: Readonly<Record<W, string>>;
  readonly optionalWords?: Readonly<Record<O, string>>;
  readonly options: readonly N[];
  readonly given?: readonly G[];
  run(
    flags: Flags<N> &
      Partial<Flags<G>> &
      Readonly<Record<W, string>> & { readonly [K in O]?: string },
  ): Promise<number>;
}

/** A command whose `run` has the types of its flags from the table of options. */
export const defineCommand = <
  const N extends OptionName,
  const G extends OptionName = never,
  const W extends string = never,
  const O extends string = never,
>({
  words,
  optionalWords,
  given = [],
  ...definition
}: Definition<W, O, N, G>): Command => ({
  words: words ?? {},
  optionalWords: optionalWords ?? {},
  given,
  ...(definition as Pick<Command, 'name' | 'group' | 'describe' | 'examples' | 'options' | 'run'>),
});
