import { usage } from '../errors.ts';
import { flagOf, optionOf, OPTIONS, type OptionName } from '../options/table.ts';
import type { Command } from './command.ts';
import { ParserFailure } from './parser-failure.ts';

/**
 * What the parser says about a mistake, in the words of this program: what exists, and what is nearest
 * to what was typed. Other errors come back as they are.
 */
export async function toUsageError(
  error: unknown,
  argv: readonly string[],
  commands: readonly Command[],
): Promise<unknown> {
  if (!(error instanceof Error)) return error;
  const { message } = error;
  const missing = /^Not enough arguments following: (.+)/.exec(message)?.[1];
  if (missing !== undefined) return usage(`--${missing} expects a value behind it.`);
  const required = /^Missing required argument: (.+)/.exec(message)?.[1];
  if (required !== undefined) return usage(`--${required} is needed: ${helpOf(required)}.`);
  const choice = /Argument: ([\w-]+), Given: (.+), Choices: (.+)/.exec(message);
  if (choice !== null) {
    return usage(`--${choice[1]} expects one of ${choice[3]}, but got ${choice[2]}.`);
  }
  if (/^Not enough non-option arguments/.test(message)) {
    return usage(`tune ${argv[0]} expects more words behind it: tune ${argv[0]} --help`);
  }
  const word = /^Unknown arguments?: ([^,]+)/.exec(message)?.[1];
  if (word !== undefined) return unknownWord(word, argv, commands);
  return error instanceof ParserFailure ? usage(message) : error;
}

async function unknownWord(
  word: string,
  argv: readonly string[],
  commands: readonly Command[],
): Promise<unknown> {
  const { nearest } = await import('@tune/core/plugin');
  const command = commands.find(({ name }) => name === argv[0]);
  if (command === undefined) {
    const names = commands.map(({ name }) => name);
    const match = nearest(word, names);
    const hint = match === undefined ? '' : ` Did you mean ${match}?`;
    return usage(`there is no command ${word}.${hint}\nThe commands: ${names.join(', ')}.`);
  }
  // An option may be in two sets of a command.
  const own = new Set([...command.given, ...command.options]);
  const flags = ['help', 'version', ...[...own].map(flagOf)];
  // A flag of another command may differ by more than a typing error and begin the same.
  const match = nearest(word, flags) ?? flags.find((flag) => flag.startsWith(word.slice(0, 6)));
  const hint = match === undefined ? '' : ` Did you mean --${match}?`;
  const isFlag = argv.some((given) => given === `--${word}` || given.startsWith(`--${word}=`));
  const what = isFlag ? `has no flag --${word}` : `does not expect "${word}"`;
  return usage(
    `tune ${command.name} ${what}.${isFlag ? hint : ''}\nIts flags: ${flags.map((flag) => `--${flag}`).join(', ')}.`,
  );
}

function helpOf(flag: string): string {
  const name = (Object.keys(OPTIONS) as OptionName[]).find((one) => flagOf(one) === flag);
  return name === undefined ? 'see --help' : optionOf(name).describe;
}
