import { RootCommand, type OptionHandler } from '@bomb.sh/tab';
import { describeOption } from '../options/yargs.ts';
import { flagOf, optionOf, type OptionName } from '../options/table.ts';
import type { Command } from './command.ts';
import { takesFile, valuesOf, type Value } from './completion-values.ts';

/** What asks the shell to complete names of files. */
const FILES = ':0\n';

/** The script that a shell reads: it calls `tune complete -- WORDS` at each press of the Tab key. */
export const completionScript = (shell: string): string =>
  printedBy(() => new RootCommand().setup('tune', 'tune', shell));

/**
 * What may stand at the end of a command line.
 * @param words  behind `tune`; the last one is what is typed so far, or empty
 * @returns lines of a value, a tab and its description, and a last line that the script understands
 */
export async function complete(
  words: readonly string[],
  commands: readonly Command[],
): Promise<string> {
  const typed = words.at(-1) ?? '';
  const command = commands.find(({ name }) => words.slice(0, -1).includes(name));
  const option = command === undefined ? undefined : optionAt(words, command);
  if (option !== undefined && takesFile(option)) return FILES;
  const values = await valuesOf({ command, option, typed: typed.replace(/^--[\w-]+=/, '') });
  if (values === 'files') return FILES;
  const root = new RootCommand();
  for (const one of commands) describeCommand(root, one, one === command ? values : []);
  return printedBy(() => root.parse([...words]));
}

/** The option whose value is typed; undefined if none is, or if it takes no value. */
function optionAt(words: readonly string[], { options, given }: Command): OptionName | undefined {
  const typed = words.at(-1) ?? '';
  const flag = /^--([\w-]+)=/.exec(typed)?.[1] ?? /^--([\w-]+)$/.exec(words.at(-2) ?? '')?.[1];
  const found = [...options, ...given].find((name) => flagOf(name) === flag);
  return found === undefined || optionOf(found).type === 'boolean' ? undefined : found;
}

function describeCommand(root: RootCommand, command: Command, values: readonly Value[]): void {
  const { name, describe, words, options, given } = command;
  const offer: OptionHandler = (told) => {
    for (const { value, describe: text } of values) told(value, text);
  };
  const shown = root.command(name, describe);
  for (const word of Object.keys(words)) {
    shown.argument(word, (told) => {
      for (const { value, describe: text } of values) told(value, text);
    });
  }
  for (const option of new Set([...options, ...given])) {
    const about = optionOf(option);
    // Without a function the library takes an option for a switch.
    if (about.type === 'boolean') shown.option(flagOf(option), about.describe);
    else shown.option(flagOf(option), describeOption(about), offer);
  }
  shown.option('help', 'show help');
}

/** The library prints with `console.log`. */
function printedBy(print: () => void): string {
  const lines: string[] = [];
  const { log } = console;
  console.log = (line: string) => lines.push(line);
  try {
    print();
  } finally {
    console.log = log;
  }
  return lines.map((line) => `${line}\n`).join('');
}
