import { OBJECTIVE_NAMES } from '../plugins/built-in-objectives.ts';
import type { Option } from './option.ts';

/** The longest duration of any flag, in seconds. */
const YEAR = 365 * 24 * 3600;

/**
 * Every option, once. Types of parsed flags, range checks, help, what is stored of a comparison and
 * what `tune resume` takes follow from this table.
 *
 * Names of comparisons are a hash of their identity options in this order: keep it.
 */
export const OPTIONS = {
  objective: {
    group: 'compared',
    stored: 'identity',
    type: 'string',
    default: 'mnist',
    describe: `${OBJECTIVE_NAMES.join(', ')}, or a package or a path; options as levy?dimensions=4`,
  },
  preset: {
    group: 'compared',
    stored: 'identity',
    type: 'string',
    describe: 'a preset of the objective; default: its own',
  },
  backend: {
    group: 'compared',
    stored: 'identity',
    type: 'string',
    describe: 'what to compute with, if the objective has a choice (mnist: tensorflow, wasm, auto)',
  },
  command: {
    group: 'compared',
    stored: 'identity',
    type: 'string',
    describe: "a program as the objective: 'python train.py --lr {lr}'",
  },
  spaceFile: {
    group: 'compared',
    stored: 'identity',
    type: 'string',
    describe: 'the space of --command, a JSON file',
  },
  direction: {
    group: 'compared',
    stored: 'identity',
    type: 'choice',
    choices: ['minimize', 'maximize'],
    describe: 'direction of the values of --command; default: minimize',
  },
  metric: {
    group: 'compared',
    stored: 'identity',
    type: 'string',
    describe: 'what the values of --command are called',
  },
  steps: {
    group: 'compared',
    stored: 'identity',
    type: 'number',
    min: 1,
    max: 1e9,
    whole: true,
    describe: 'the last step that --command reports; needed for --pruner',
  },
  strategies: {
    group: 'compared',
    stored: 'identity',
    type: 'string',
    default: 'bayes,grid,random',
    describe: 'names or paths, separated by commas; options as bayes?noise=deterministic',
  },
  check: {
    group: 'compared',
    type: 'boolean',
    default: false,
    describe: 'are verdicts to be trusted? a strategy against itself: random,random, 20 repeats',
  },
  trials: {
    group: 'length',
    stored: 'identity',
    resumable: true,
    type: 'number',
    min: 1,
    max: 1e6,
    whole: true,
    default: 8,
    defaultWith: { budgetSeconds: 1000 },
    describe: 'trials of each strategy in each repeat; with --budget-seconds the most: 1000',
  },
  repeats: {
    group: 'length',
    stored: 'identity',
    resumable: true,
    type: 'number',
    min: 1,
    max: 1000,
    whole: true,
    default: 1,
    describe: 'number of repeats, each with another seed',
  },
  seed: {
    group: 'compared',
    stored: 'identity',
    type: 'number',
    min: 0,
    max: 2 ** 32 - 1,
    whole: true,
    default: 1,
    describe: 'a whole number; equal seeds give equal searches',
  },
  pruner: {
    group: 'compared',
    stored: 'identity',
    type: 'string',
    describe: 'stops poor trials early: median or halving; options as halving?reduction=4',
  },
  target: {
    group: 'length',
    stored: 'identity',
    resumable: true,
    type: 'number',
    min: -Number.MAX_VALUE,
    max: Number.MAX_VALUE,
    describe: 'a value that is good enough to end a search',
  },
  patience: {
    group: 'length',
    stored: 'identity',
    resumable: true,
    type: 'number',
    min: 1,
    max: 1e6,
    whole: true,
    describe: 'stop after this many trials without a better value',
  },
  budgetSeconds: {
    group: 'length',
    stored: 'identity',
    type: 'number',
    min: 0.001,
    max: YEAR,
    unit: 'seconds',
    describe: 'compare by time: what each run may spend choosing and evaluating, in seconds',
  },
  rope: {
    group: 'compared',
    stored: 'runtime',
    resumable: true,
    type: 'number',
    min: 0,
    max: Number.MAX_VALUE,
    describe: 'differences up to this size do not matter; default: less than values can show',
  },
  parallel: {
    group: 'where',
    stored: 'runtime',
    resumable: true,
    type: 'number',
    min: 1,
    max: 256,
    whole: true,
    default: 1,
    describe: 'trials at once, each in a child process',
  },
  isolation: {
    group: 'where',
    stored: 'runtime',
    resumable: true,
    type: 'choice',
    choices: ['process', 'none'],
    describe: 'trials in child processes, or in this one (where a time limit cannot stop a loop)',
  },
  memoryLimit: {
    group: 'where',
    stored: 'runtime',
    resumable: true,
    type: 'number',
    min: 1,
    max: 2 ** 24,
    unit: 'MiB',
    describe: 'memory limit per trial in MiB',
  },
  trialTimeout: {
    group: 'where',
    stored: 'runtime',
    resumable: true,
    type: 'number',
    min: 0.001,
    max: YEAR,
    unit: 'seconds',
    describe: 'time limit per trial in seconds',
  },
  maxFailures: {
    group: 'length',
    stored: 'runtime',
    resumable: true,
    type: 'number',
    min: 1,
    max: 1e6,
    whole: true,
    describe: 'so many failed trials in a row end a search',
  },
  maxRetries: {
    group: 'where',
    stored: 'runtime',
    resumable: true,
    type: 'number',
    min: 0,
    max: 1000,
    whole: true,
    default: 3,
    describe: 'how often a trial whose process died is run again',
  },
  maxSeconds: {
    group: 'length',
    resumable: true,
    type: 'number',
    min: 0.001,
    max: YEAR,
    unit: 'seconds',
    describe: 'stop starting trials after this many seconds; those that run come to their end',
  },
  strategy: { group: 'compared', type: 'string', default: 'bayes', describe: 'a name or a path' },
  point: { group: 'compared', type: 'string', required: true, describe: 'the point as JSON' },
  cuda: {
    group: 'compared',
    type: 'boolean',
    default: false,
    describe: "also TensorFlow's GPU build and NVIDIA's libraries (several GB, not verified)",
  },
  contenders: {
    group: 'compared',
    type: 'string',
    describe: 'Python libraries, as in --strategies: optuna:tpe,hebo (then no objective)',
  },
  clean: {
    group: 'compared',
    type: 'boolean',
    default: false,
    describe: 'remove what earlier set-ups fetched and built',
  },
  storage: {
    group: 'stored',
    type: 'string',
    // An empty variable counts as one that is not set.
    default: process.env['TUNE_STORAGE'] || 'tune.db',
    describe: 'a file, or memory to keep nothing',
  },
  durability: {
    group: 'stored',
    type: 'choice',
    choices: ['full', 'normal'],
    default: 'full',
    describe: 'what an outcome survives: a power cut (full), the end of the process (normal)',
  },
  force: {
    group: 'stored',
    type: 'boolean',
    default: false,
    describe: 'also what another process is searching now',
  },
  trust: {
    group: 'stored',
    type: 'boolean',
    default: false,
    describe: 'run the program and the modules of an imported comparison',
  },
  fresh: {
    group: 'stored',
    type: 'boolean',
    default: false,
    describe: 'delete the stored run first',
  },
  winner: {
    group: 'holds',
    type: 'string',
    describe: 'this strategy is better than each other one',
  },
  failUnlessBetterThan: {
    group: 'holds',
    type: 'string',
    describe: 'the best of the other strategies is better than this one',
  },
  atLeast: {
    group: 'holds',
    type: 'number',
    min: -Number.MAX_VALUE,
    max: Number.MAX_VALUE,
    describe: 'the median of the winner (or the leader) is at least as good as this value',
  },
  probability: {
    group: 'holds',
    type: 'number',
    min: 0.001,
    max: 0.999,
    describe: 'all of this also in another repeat, surely with this probability or a higher one',
  },
  rows: {
    group: 'output',
    flag: 'trials',
    type: 'boolean',
    default: false,
    describe: 'show every trial',
  },
  stdio: {
    group: 'output',
    type: 'boolean',
    default: false,
    describe: 'requests on stdin, answers on stdout',
  },
  format: {
    group: 'output',
    type: 'choice',
    choices: ['csv', 'json', 'optuna-journal'],
    default: 'csv',
    describe: 'csv, json for tune import, or optuna-journal for optuna-dashboard',
  },
  flags: {
    group: 'output',
    type: 'boolean',
    default: false,
    describe: 'the point as flags of a program: --lr 0.001 --units 384',
  },
  reporter: {
    group: 'output',
    type: 'string',
    describe: 'default, json, junit, github, one or several; FILE as in junit:report.xml',
  },
  json: {
    group: 'output',
    type: 'boolean',
    default: false,
    describe: 'JSON on stdout, one object a line; logs on stderr',
  },
  verbose: {
    group: 'output',
    type: 'choice',
    choices: [0, 1, 2],
    default: 2,
    describe: 'rows: every trial (2), new bests (1), none (0)',
  },
} as const satisfies Readonly<Record<string, Option>>;

export type OptionName = keyof typeof OPTIONS;

/** The options by name, as what they have in common. */
export const optionOf = (name: OptionName): Option => OPTIONS[name];

/** All options that something holds for, in the order of the table. */
const namesOf = (holds: (option: Option) => boolean): readonly OptionName[] =>
  (Object.keys(OPTIONS) as OptionName[]).filter((name) => holds(OPTIONS[name]));

/** What decides which trials a comparison has: other values are another comparison. */
export const IDENTITY_FLAGS = namesOf(({ stored }) => stored === 'identity');

/** What only decides how they are run; stored too, so that `tune resume` runs them the same way. */
export const RUNTIME_FLAGS = namesOf(({ stored }) => stored === 'runtime');

/** The options that `tune resume` may change. */
export type Resumable = {
  [Name in OptionName]: (typeof OPTIONS)[Name] extends { readonly resumable: true } ? Name : never;
}[OptionName];

export const RESUMABLE_FLAGS = namesOf(
  ({ resumable }) => resumable === true,
) as readonly Resumable[];

/** The flag of an option, without its dashes. */
export function flagOf(name: OptionName): string {
  const { flag } = optionOf(name);
  return flag ?? name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
