import type { Argv } from 'yargs';
import { pick, pickGiven } from './options.ts';

const named = <T>(yargs: Argv<T>) =>
  yargs.positional('name', {
    ...{ type: 'string', demandOption: true, describe: 'as tune ls shows it' },
  } as const);

/** The commands about what is stored. Nothing heavy is imported before the one that needs it runs. */
export function addStoredCommands(parser: Argv, done: (code: number) => void): Argv {
  const stored = pick('storage');
  return parser
    .command(
      'resume <name>',
      'go on with a stored comparison',
      (yargs) =>
        named(yargs)
          .options(pickGiven('trials', 'target', 'patience', 'max-seconds', 'max-retries'))
          .options(pickGiven('parallel', 'isolation', 'memory-limit', 'trial-timeout'))
          .options(pickGiven('max-failures'))
          .options(pick('storage', 'durability', 'json', 'verbose')),
      async (flags) => done(await (await import('./commands/resume.ts')).resumeCommand(flags)),
    )
    .command('ls', 'list what is stored', { ...stored, ...pick('json') }, async (flags) =>
      done(await (await import('./commands/ls.ts')).lsCommand(flags)),
    )
    .command(
      'show <name>',
      'show a stored comparison or study',
      (yargs) =>
        named(yargs)
          .option('trials', { type: 'boolean', default: false, describe: 'every trial' })
          .options({ ...stored, ...pick('json') }),
      async ({ trials, ...flags }) =>
        done(await (await import('./commands/show.ts')).showCommand({ ...flags, rows: trials })),
    )
    .command(
      'export <name>',
      'write stored trials to stdout',
      (yargs) => named(yargs).options({ ...pick('format'), ...stored }),
      async (flags) => done(await (await import('./commands/export.ts')).exportCommand(flags)),
    )
    .command(
      'import <file>',
      'add what tune export --format json wrote',
      (yargs) =>
        yargs
          .positional('file', { type: 'string', demandOption: true, describe: 'the exported file' })
          .options(stored),
      async (flags) => done(await (await import('./commands/import.ts')).importCommand(flags)),
    )
    .command(
      'rm <name>',
      'remove a stored comparison or study',
      (yargs) => named(yargs).options(stored),
      async (flags) => done(await (await import('./commands/rm.ts')).rmCommand(flags)),
    )
    .command(
      'enqueue <name> <point>',
      'have a point evaluated before the strategy is asked again',
      (yargs) =>
        named(yargs)
          .positional('point', {
            type: 'string',
            demandOption: true,
            describe: 'the point as JSON',
          })
          .options({ ...stored, ...pick('json') }),
      async (flags) => done(await (await import('./commands/enqueue.ts')).enqueueCommand(flags)),
    );
}
