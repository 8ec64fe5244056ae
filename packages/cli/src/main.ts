import { TuneError } from '@tune/core';
import { readFileSync } from 'node:fs';
import yargs from 'yargs';
import { EXIT } from './exit-code.ts';
import { addStoredCommands } from './stored-commands.ts';
import { checkTyped, inOurWords } from './mistakes.ts';
import { pick } from './options.ts';
import { divert, logOutput, write } from './output.ts';
import { isUsage, usage } from './usage.ts';

const COMMANDS = [
  ...['compare', 'run', 'resume', 'ls', 'show', 'export', 'import', 'rm', 'enqueue'],
  ...['evaluate', 'serve', 'setup', 'doctor'],
];

/**
 * The tune command. Nothing heavy is imported before the command that needs it runs.
 * @returns the exit code
 */
export async function main(argv: readonly string[]): Promise<number> {
  divert(logOutput);
  let code: number = EXIT.ok;
  const where = pick('isolation', 'memory-limit', 'trial-timeout');
  const program = pick('command', 'space-file', 'direction', 'metric', 'steps');
  const search = {
    ...pick('objective', 'preset', 'backend'),
    ...program,
    ...pick('trials', 'repeats', 'seed', 'parallel', 'pruner', 'max-failures'),
    ...where,
    ...pick('target', 'patience', 'max-seconds', 'max-retries'),
    ...pick('storage', 'durability', 'fresh', 'json', 'verbose'),
  };
  const done = (result: number): void => void (code = result);
  const parser = addStoredCommands(yargs(), done)
    .scriptName('tune')
    .usage('$0 COMMAND\n\nHyperparameter search: strategies compete head to head.')
    .command(
      'compare',
      'let strategies compete on an objective',
      { ...pick('strategies'), ...search },
      async (flags) => {
        code = await (await import('./commands/compare.ts')).compareCommand(flags);
      },
    )
    .command(
      'run',
      'search with one strategy',
      { ...pick('strategy'), ...search },
      async (flags) => {
        const { compareCommand } = await import('./commands/compare.ts');
        code = await compareCommand({ ...flags, strategies: onlyOne(flags.strategy) });
      },
    )
    .command(
      'evaluate',
      'evaluate one point of an objective',
      {
        ...pick('objective', 'preset', 'backend', 'point', 'repeats', 'seed'),
        ...where,
        ...pick('json'),
      },
      async (flags) => {
        code = await (await import('./commands/evaluate.ts')).evaluateCommand(flags);
      },
    )
    .command(
      'serve',
      'choose points for a program that evaluates them itself',
      pick('stdio'),
      async (flags) => {
        code = await (await import('./commands/serve.ts')).serveCommand(flags);
      },
    )
    .command(
      'setup',
      'provide what an objective needs',
      pick('objective', 'preset', 'backend', 'cuda', 'clean'),
      async (flags) => {
        code = await (await import('./commands/setup.ts')).setupCommand(flags);
      },
    )
    .command(
      'doctor',
      'look at what is there, and name the remedies',
      pick('json'),
      async (flags) => {
        code = await (await import('./commands/doctor.ts')).doctorCommand(flags);
      },
    )
    .example('$0 compare --strategies bayes,grid,random --trials 20', 'on MNIST, with TensorFlow')
    .example('$0 compare --objective branin --repeats 7', 'on a function, in seconds')
    .demandCommand(
      1,
      `Say what to do: ${COMMANDS.slice(0, -1).join(', ')} or ${COMMANDS.at(-1)}. tune --help says more.`,
    )
    .strict()
    .check((flags) => checkTyped(flags, argv), true)
    .alias('help', 'h')
    .version(version())
    .wrap(Math.min(100, process.stdout.columns ?? 80))
    .exitProcess(false)
    .showHelpOnFail(false)
    .fail((message, error) => {
      throw error ?? usage(message);
    });
  try {
    await parser.parse(argv, {}, async (_error, _flags, text) => {
      if (text !== '') await write(`${text}\n`);
    });
    return code;
  } catch (error) {
    const help = (command: string): Promise<string> =>
      new Promise(
        (resolve) => void parser.parse([command, '--help'], {}, (_e, _f, text) => resolve(text)),
      );
    return explain(await inOurWords(error, argv, COMMANDS, help));
  }
}

/** A run has one strategy. @throws CLI_USAGE */
function onlyOne(strategy: string): string {
  if (!strategy.includes(',')) return strategy;
  throw usage(
    `run searches with one strategy; tune compare --strategies ${strategy} takes several.`,
  );
}

/** Of this package, which is where the command is. */
const version = (): string =>
  (
    JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      version: string;
    }
  ).version;

function explain(error: unknown): number {
  if (error instanceof TuneError) {
    process.stderr.write(`tune: ${error.message.replaceAll('\n', '\n      ')}\n`);
    return isUsage(error) ? EXIT.usage : EXIT.failed;
  }
  // Not one of ours: the stack says more than any sentence.
  process.stderr.write(
    `tune: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return EXIT.failed;
}
