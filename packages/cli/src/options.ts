import { OBJECTIVE_NAMES } from './plugins/built-in-objectives.ts';

/** Every flag, once: what it is called, what it does, what stands where nothing is said. */
export const OPTIONS = {
  strategies: {
    type: 'string',
    default: 'bayes,grid,random',
    describe: 'names or paths, separated by commas; options as bayes?noise=deterministic',
  },
  strategy: { type: 'string', default: 'bayes', describe: 'a name or a path' },
  objective: {
    type: 'string',
    default: 'mnist',
    describe: `${OBJECTIVE_NAMES.join(', ')}, or a package or a path; options as levy?dimensions=4`,
  },
  preset: {
    type: 'string',
    describe: "a preset of the objective; its own default where it isn't given",
  },
  backend: {
    type: 'string',
    describe:
      'what to compute with, where the objective has a choice (mnist: tensorflow, wasm, auto)',
  },
  cuda: {
    type: 'boolean',
    default: false,
    describe: "the GPU build of TensorFlow and NVIDIA's libraries too (several GB, not verified)",
  },
  clean: {
    type: 'boolean',
    default: false,
    describe: 'remove what set-ups have fetched and built',
  },
  trials: { type: 'number', default: 8, describe: 'trials of each strategy in each repeat' },
  repeats: { type: 'number', default: 1, describe: 'repeats with seeds of their own' },
  parallel: {
    type: 'number',
    default: 1,
    describe: 'trials at once, each in a process of its own',
  },
  isolation: {
    choices: ['process', 'none'] as const,
    describe: 'trials in child processes or in this one; default: as the objective wants it',
  },
  'memory-limit': { type: 'number', describe: 'MiB that the process of a trial may have' },
  'trial-timeout': { type: 'number', describe: 'seconds that a trial may take' },
  'max-failures': {
    type: 'number',
    describe: 'failed trials in a row after which a strategy gets no more',
  },
  pruner: {
    type: 'string',
    describe: 'stops trials early: median or halving; options as halving?reduction=4',
  },
  command: {
    type: 'string',
    describe: "an objective that is a program: 'python train.py --lr {lr}'",
  },
  'space-file': { type: 'string', describe: 'its space as JSON' },
  direction: {
    choices: ['minimize', 'maximize'] as const,
    describe: 'of the values of --command; default: minimize',
  },
  metric: { type: 'string', describe: 'what the values of --command are called' },
  steps: { type: 'number', describe: 'the last step that --command reports; for --pruner' },
  seed: { type: 'number', default: 1, describe: 'whole number; equal seeds give equal searches' },
  point: { type: 'string', demandOption: true, describe: 'the point as JSON' },
  stdio: { type: 'boolean', default: false, describe: 'requests on stdin, answers on stdout' },
  storage: {
    type: 'string',
    default: process.env['TUNE_STORAGE'] ?? 'tune.db',
    describe: 'a file, or memory to keep nothing',
  },
  durability: {
    choices: ['full', 'normal'] as const,
    default: 'full' as const,
    describe: 'full: an outcome survives a power cut; normal: the end of the process',
  },
  fresh: {
    type: 'boolean',
    default: false,
    describe: 'forget what is stored of it and run it from the start',
  },
  'max-retries': {
    type: 'number',
    default: 3,
    describe: 'how often a trial whose process died is run again',
  },
  'max-seconds': { type: 'number', describe: 'from then on no trial is begun' },
  target: { type: 'number', describe: 'a value that is good enough: its study ends' },
  patience: { type: 'number', describe: 'trials in a row without a better value that end a study' },
  format: {
    choices: ['csv', 'json', 'optuna-journal'] as const,
    default: 'csv' as const,
    describe: 'csv, json for tune import, or optuna-journal for optuna-dashboard',
  },
  json: { type: 'boolean', default: false, describe: 'one event a line on stdout, logs on stderr' },
  verbose: {
    choices: [0, 1, 2] as const,
    default: 2,
    describe: 'rows: 2 every trial, 1 new bests, 0 none',
  },
} as const;

/** The flags of {@link OPTIONS} with these names. */
export function pick<K extends keyof typeof OPTIONS>(
  ...names: readonly K[]
): Pick<typeof OPTIONS, K> {
  return Object.fromEntries(names.map((name) => [name, needsValue(OPTIONS[name])])) as Pick<
    typeof OPTIONS,
    K
  >;
}

/** The flags with these names, each only where it is given: nothing stands for the others. */
export function pickGiven<K extends keyof typeof OPTIONS>(...names: readonly K[]) {
  return Object.fromEntries(
    names.map((name) => {
      const { default: _default, ...option } = OPTIONS[name] as { default?: unknown };
      return [name, needsValue(option)];
    }),
  ) as { [N in K]: Omit<(typeof OPTIONS)[N], 'default'> };
}

/** A flag that is not a yes or no says nothing without a value. */
const needsValue = <T extends object>(option: T): T =>
  'type' in option && option.type === 'boolean' ? option : { ...option, requiresArg: true };
