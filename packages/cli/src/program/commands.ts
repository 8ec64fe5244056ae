import { CLAIM_OPTIONS, LIMIT_OPTIONS, SEARCH_OPTIONS } from '../options/sets.ts';
import { defineCommand, type Command } from './command.ts';
import { STORED_COMMANDS } from './stored-commands.ts';

const compare = defineCommand({
  name: 'compare',
  group: 'search',
  describe: 'let strategies compete on an objective',
  examples: [
    ['one repeat each, as a start', 'compare --objective branin --trials 20 --name first'],
    [
      'as many repeats as it takes to tell them apart',
      'compare --objective hartmann6 --strategies bayes,random --repeats auto',
    ],
  ],
  options: ['objective', 'strategies', ...SEARCH_OPTIONS, 'check', ...CLAIM_OPTIONS],
  async run(flags) {
    const { compareCommand } = await import('../commands/compare.ts');
    if (!flags.check) return compareCommand(flags);
    const { checkFlags } = await import('../check/check-flags.ts');
    return compareCommand(checkFlags(flags, process.argv.slice(2)));
  },
});

const run = defineCommand({
  name: 'run',
  group: 'search',
  describe: 'search with one strategy',
  examples: [
    ['Bayesian optimization', 'run --objective branin --trials 30'],
    ['until a value is good enough', 'run --objective ackley --trials 200 --target 1'],
  ],
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
  group: 'search',
  describe: 'evaluate one point of an objective',
  examples: [
    ['a value of a function', `evaluate --objective branin --point '{"x1":3.14,"x2":2.27}'`],
    ['for a script', `evaluate --objective branin --point '{"x1":3.14,"x2":2.27}' --json`],
  ],
  options: [
    ...(['objective', 'preset', 'backend', 'point', 'evaluations', 'seed'] as const),
    ...LIMIT_OPTIONS,
    ...(['json', 'config'] as const),
  ],
  run: async (flags) => (await import('../commands/evaluate.ts')).evaluateCommand(flags),
});

const serve = defineCommand({
  name: 'serve',
  group: 'search',
  describe: 'suggest points to a program that evaluates them',
  examples: [
    ['requests come from stdin, one line of JSON each', 'serve --stdio'],
    ['requests from a file', 'serve --stdio < requests.jsonl'],
  ],
  options: ['stdio', 'config'],
  run: async (flags) => (await import('../commands/serve.ts')).serveCommand(flags),
});

const setup = defineCommand({
  name: 'setup',
  group: 'setup',
  describe: 'install what an objective or a Python strategy needs',
  examples: [
    ['TensorFlow for MNIST, ahead of the first search', 'setup --objective mnist'],
    ['optimizers of Python libraries', 'setup --contenders optuna:tpe,hebo'],
  ],
  options: ['objective', 'preset', 'backend', 'cuda', 'contenders', 'clean', 'config'],
  run: async (flags) => (await import('../commands/setup.ts')).setupCommand(flags),
});

const strategies = defineCommand({
  name: 'strategies',
  group: 'own',
  describe: 'list strategies, or describe the options of one',
  examples: [
    ['all of them, those of Python libraries too', 'strategies'],
    ['options with their ranges and defaults', 'strategies bayes'],
  ],
  optionalWords: { name: 'a strategy, as in --strategies' },
  options: ['json', 'config'],
  run: async (flags) => (await import('../commands/describe.ts')).strategiesCommand(flags),
});

const objectives = defineCommand({
  name: 'objectives',
  group: 'own',
  describe: 'list objectives, or describe options and space of one',
  examples: [
    ['all of them', 'objectives'],
    ['space, presets and options', 'objectives mnist'],
  ],
  optionalWords: { name: 'an objective, as in --objective' },
  options: ['json', 'config'],
  run: async (flags) => (await import('../commands/describe.ts')).objectivesCommand(flags),
});

const plugins = defineCommand({
  name: 'plugins',
  group: 'own',
  describe: 'list all plugins that are found, and why some are refused',
  examples: [
    ['built in, of the config, of packages', 'plugins'],
    ['for a script', 'plugins --json'],
  ],
  options: ['json', 'config'],
  run: async (flags) => (await import('../commands/plugins.ts')).pluginsCommand(flags),
});

const doctor = defineCommand({
  name: 'doctor',
  group: 'setup',
  describe: 'check what is installed and how to get the rest',
  examples: [
    ['everything', 'doctor'],
    ['for a script', 'doctor --json'],
  ],
  options: ['json'],
  run: async (flags) => (await import('../commands/doctor.ts')).doctorCommand(flags),
});

const complete = defineCommand({
  name: 'complete',
  group: 'setup',
  describe: 'print the script that completes commands in a shell',
  examples: [
    ['bash: for this shell; in ~/.bashrc for all', 'complete bash > tune.bash && . ./tune.bash'],
    ['fish: for all shells from now on', 'complete fish > ~/.config/fish/completions/tune.fish'],
  ],
  words: { shell: 'bash, zsh, fish or powershell' },
  options: [],
  run: async (flags) => (await import('../commands/complete.ts')).completeCommand(flags),
});

const init = defineCommand({
  name: 'init',
  group: 'own',
  describe: 'create a strategy, an objective, or the search for a training script',
  examples: [
    ['a strategy with its tests', 'init annealing --template strategy'],
    ['the search for a training script', 'init --script train.py'],
  ],
  optionalWords: { folder: 'where; made if it is missing' },
  options: ['yes', 'replace'],
  given: ['template', 'language', 'pluginName', 'script'],
  run: async (flags) => (await import('../commands/init.ts')).initCommand(flags),
});

/** All commands, in the order of the help. Each imports its work only when it runs. */
export const COMMANDS: readonly Command[] = [
  ...[compare, run, ...STORED_COMMANDS],
  ...[evaluate, serve, init, strategies, objectives, plugins, setup, doctor, complete],
];
