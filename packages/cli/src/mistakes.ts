import { OPTIONS } from './options.ts';
import { usage } from './usage.ts';

type Option = { readonly type?: string; readonly describe: string };

const optionOf = (flag: string): Option | undefined => (OPTIONS as Record<string, Option>)[flag];

/** What was typed for a flag, in the order it was typed. */
const typed = (argv: readonly string[], flag: string): (string | undefined)[] =>
  argv.flatMap((word, index) => {
    if (word === `--${flag}`) return [argv[index + 1]];
    return word.startsWith(`--${flag}=`) ? [word.slice(flag.length + 3)] : [];
  });

/**
 * What the parser would take in silence: a flag given twice, a number that is none, and yes or no
 * said otherwise.
 * @throws CLI_USAGE
 */
export function checkTyped(
  flags: Readonly<Record<string, unknown>>,
  argv: readonly string[],
): true {
  for (const [flag, value] of Object.entries(flags)) {
    const type = optionOf(flag)?.type;
    if (flag !== '_' && Array.isArray(value)) throw usage(`--${flag} is given more than once.`);
    const [word] = typed(argv, flag);
    if (type === 'number' && Number.isNaN(value)) {
      throw usage(`--${flag} expects a number, but got "${word ?? ''}".`);
    }
    const answer = argv.find((given) => given.startsWith(`--${flag}=`))?.slice(flag.length + 3);
    if (type === 'boolean' && answer !== undefined && !/^(true|false)$/.test(answer)) {
      throw usage(`--${flag} expects no value, true or false, but got "${answer}".`);
    }
  }
  return true;
}

/** What the help of a command says. */
export type Help = (command: string) => Promise<string>;

const flagsIn = (help: string): string[] =>
  [...help.matchAll(/^ +(?:-\w, )?--([a-z][\w-]*)/gm)].map(([, flag]) => flag!);

/** What the parser says of a mistake, in our words, with what there is and what is nearest to it. */
export async function inOurWords(
  error: unknown,
  argv: readonly string[],
  commands: readonly string[],
  help: Help,
): Promise<unknown> {
  if (!(error instanceof Error)) return error;
  const { message } = error;
  const missing = /^Not enough arguments following: (.+)/.exec(message)?.[1];
  if (missing !== undefined) return usage(`--${missing} expects a value behind it.`);
  const required = /^Missing required argument: (.+)/.exec(message)?.[1];
  if (required !== undefined) return usage(`--${required} is needed: ${about(required)}.`);
  const choice = /Argument: ([\w-]+), Given: (.+), Choices: (.+)/.exec(message);
  if (choice !== null) {
    return usage(`--${choice[1]} expects one of ${choice[3]}, but got ${choice[2]}.`);
  }
  if (/^Not enough non-option arguments/.test(message)) {
    return usage(`tune ${argv[0]} expects more words behind it: tune ${argv[0]} --help`);
  }
  const word = /^Unknown arguments?: ([^,]+)/.exec(message)?.[1];
  if (word === undefined) return error;
  const { nearest } = await import('./nearest.ts');
  const command = argv[0]!;
  if (word === command) {
    const match = nearest(word, commands);
    const hint = match === undefined ? '' : ` Did you mean ${match}?`;
    return usage(`there is no command ${word}.${hint}\nThe commands: ${commands.join(', ')}.`);
  }
  const flags = flagsIn(await help(command));
  // One of another command may be farther away than a typing error, and begin the same.
  const match = nearest(word, flags) ?? flags.find((flag) => flag.startsWith(word.slice(0, 6)));
  const hint = match === undefined ? '' : ` Did you mean --${match}?`;
  const isFlag = argv.some((given) => given === `--${word}` || given.startsWith(`--${word}=`));
  const what = isFlag ? `has no flag --${word}` : `does not expect "${word}"`;
  return usage(
    `tune ${command} ${what}.${isFlag ? hint : ''}\nIts flags: ${flags.map((flag) => `--${flag}`).join(', ')}.`,
  );
}

const about = (flag: string): string => optionOf(flag)?.describe ?? 'see --help';
