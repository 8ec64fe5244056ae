import { readFileSync } from 'node:fs';
import yargs, { type Argv } from 'yargs';
import { flagsFrom } from '../options/flags.ts';
import { yargsOptions } from '../options/yargs.ts';
import { helpWidth, PURPOSE } from './help.ts';
import { lineOf, type Command, type Example } from './command.ts';
import { ParserFailure } from './parser-failure.ts';

/**
 * The parser of the command line.
 * @param done  told the exit code of the command that ran
 */
export function createParser(
  commands: readonly Command[],
  argv: readonly string[],
  done: (code: number) => void,
): Argv {
  const names = commands.map(({ name }) => name);
  const parser = yargs()
    // Messages of the parser are recognized by their English text.
    .detectLocale(false)
    .scriptName('tune')
    .usage(`$0 COMMAND\n\n${PURPOSE}`);
  for (const command of commands) addCommand(parser, command, argv, done);
  return addExamples(parser, FIRST_STEPS)
    .demandCommand(
      1,
      `Say what to do: ${names.slice(0, -1).join(', ')} or ${names.at(-1)}. tune --help says more.`,
    )
    .strict()
    .alias('help', 'h')
    .version(version())
    .wrap(helpWidth())
    .exitProcess(false)
    .showHelpOnFail(false)
    .fail((message, error) => {
      throw error ?? new ParserFailure(message);
    });
}

/** The examples of `tune --help`. */
const FIRST_STEPS: readonly Example[] = [
  ['a convolutional network on MNIST, in a few minutes', 'compare'],
  [
    'which strategy is better on a function? in seconds',
    'compare --objective branin --trials 20 --repeats auto',
  ],
];

/** What it does as a comment of the shell, above the line: both can be pasted. */
const addExamples = (parser: Argv, examples: readonly Example[]): Argv =>
  parser.example(
    examples.flatMap(([does, line]): [string, string][] => [
      [`# ${does}`, ''],
      [`$0 ${line}`, ''],
    ]),
  );

function addCommand(
  parser: Argv,
  command: Command,
  argv: readonly string[],
  done: (code: number) => void,
): void {
  const { describe, examples, words, optionalWords, options, given } = command;
  const all = [...options, ...given];
  const line = lineOf(command);
  parser.command(
    line,
    // The list of commands is ours: the parser knows no groups.
    false,
    (builder) => {
      builder.usage(`$0 ${line}\n\n${describe}`);
      for (const [word, help] of Object.entries(words)) {
        builder.positional(word, { type: 'string', demandOption: true, describe: help });
      }
      for (const [word, help] of Object.entries(optionalWords)) {
        builder.positional(word, { type: 'string', describe: help });
      }
      return addExamples(builder, examples).options(yargsOptions(options, given));
    },
    async (parsed) => {
      const { checkRanges, rejectAmbiguousFlags } = await import('../options/check.ts');
      const { withOtherDefaults } = await import('../options/other-defaults.ts');
      const typed = parsed as Readonly<Record<string, unknown>>;
      rejectAmbiguousFlags(all, typed, argv);
      const { withConfig } = await import('../config/with-config.ts');
      const configured = await withConfig(flagsFrom(typed, all), command, argv);
      const flags = withOtherDefaults(configured.flags, configured.given);
      checkRanges(flags);
      const behind = Object.fromEntries(
        Object.keys({ ...words, ...optionalWords })
          .filter((word) => typed[word] !== undefined)
          .map((word) => [word, typed[word]]),
      );
      done(await command.run({ ...flags, ...behind }));
    },
  );
}

/** Of this package, which has the command. */
const version = (): string =>
  (
    JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    }
  ).version;
