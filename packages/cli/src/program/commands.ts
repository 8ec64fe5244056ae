import { CLAIM_OPTIONS, LIMIT_OPTIONS, SEARCH_OPTIONS } from '../options/sets.ts';
import { defineCommand, type Command } from './command.ts';
import { STORED_COMMANDS } from './stored-commands.ts';

const compare = defineCommand({
  name: 'compare',
  describe: 'let strategies compete on an objective',
  options: ['strategies', 'check', ...SEARCH_OPTIONS, ...CLAIM_OPTIONS],
  async run(flags) {
    const { compareCommand } = await import('../commands/compare.ts');
    if (!flags.check) return compareCommand(flags);
    const { checkFlags } = await import('../check/check-flags.ts');
    return compareCommand(checkFlags(flags, process.argv.slice(2)));
  },
});

const run = defineCommand({
  name: 'run',
  describe: 'search with one strategy',
  options: ['strategy', ...SEARCH_OPTIONS],
  async run({ strategy, ...flags }) {
    if (strategy.includes(',')) {
      const { usage } = await import('../errors.ts');
      throw usage(
        `run searches with one strategy; tune compare --strategies ${strategy} takes several.`,
      );
    }
    const { compareCommand } = await import('../commands/compare.ts');
    return compareCommand({ ...flags, strategies: strategy });
  },
});

const evaluate = defineCommand({
  name: 'evaluate',
  describe: 'evaluate one point of an objective',
  options: [
    ...(['objective', 'preset', 'backend', 'point', 'evaluations', 'seed'] as const),
    ...LIMIT_OPTIONS,
    'json',
  ],
  run: async (flags) => (await import('../commands/evaluate.ts')).evaluateCommand(flags),
});

const serve = defineCommand({
  name: 'serve',
  describe: 'choose points for a program that evaluates them itself',
  options: ['stdio'],
  run: async (flags) => (await import('../commands/serve.ts')).serveCommand(flags),
});

const setup = defineCommand({
  name: 'setup',
  describe: 'provide what an objective, or strategies of Python libraries, need',
  options: ['objective', 'preset', 'backend', 'cuda', 'contenders', 'clean'],
  run: async (flags) => (await import('../commands/setup.ts')).setupCommand(flags),
});

const doctor = defineCommand({
  name: 'doctor',
  describe: 'check what is installed and name remedies',
  options: ['json'],
  run: async (flags) => (await import('../commands/doctor.ts')).doctorCommand(flags),
});

/** All commands, in the order of the help. Each imports its work only when it runs. */
export const COMMANDS: readonly Command[] = [
  ...[compare, run, ...STORED_COMMANDS],
  ...[evaluate, serve, setup, doctor],
];
