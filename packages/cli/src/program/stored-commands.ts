import { CLAIM_OPTIONS, REPORT_OPTIONS } from '../options/sets.ts';
import { RESUMABLE_FLAGS } from '../options/stored.ts';
import { defineCommand, type Command } from './command.ts';

const NAME = { name: 'as tune ls shows it' } as const;

const resume = defineCommand({
  name: 'resume',
  group: 'search',
  describe: 'resume a stored comparison',
  examples: [
    ['five more repeats', 'resume first --repeats +5'],
    [
      'one more strategy, in the repeats that there are',
      `resume first --strategies '+bayes?kernel=rbf'`,
    ],
  ],
  words: NAME,
  given: RESUMABLE_FLAGS,
  options: ['storage', 'durability', 'trust', ...REPORT_OPTIONS, 'verbose', ...CLAIM_OPTIONS],
  run: async (flags) => (await import('../commands/resume.ts')).resumeCommand(flags),
});

const assert = defineCommand({
  name: 'assert',
  group: 'search',
  describe: 'check what has to hold, for scripts and CI',
  examples: [
    [
      'exit code 0 if bayes is best, 3 if not, 4 if it cannot be told yet',
      'assert first --winner bayes',
    ],
    ['with a report for a CI system', 'assert first --winner bayes --reporter junit:report.xml'],
  ],
  words: NAME,
  given: ['rope'],
  options: [...CLAIM_OPTIONS, 'storage', ...REPORT_OPTIONS],
  run: async (flags) => (await import('../commands/assert.ts')).assertCommand(flags),
});

const ls = defineCommand({
  name: 'ls',
  group: 'stored',
  describe: 'list what is stored',
  examples: [
    ['comparisons, the latest last', 'ls'],
    ['for a script', 'ls --json'],
  ],
  options: ['storage', 'json'],
  run: async (flags) => (await import('../commands/ls.ts')).lsCommand(flags),
});

const show = defineCommand({
  name: 'show',
  group: 'stored',
  describe: 'show a stored comparison or study',
  examples: [
    ['verdict and table so far', 'show first'],
    ['every trial too', 'show first --trials'],
  ],
  words: NAME,
  options: ['rows', 'storage', 'json'],
  run: async (flags) => (await import('../commands/show.ts')).showCommand(flags),
});

const best = defineCommand({
  name: 'best',
  group: 'stored',
  describe: 'print the best point of a comparison or study',
  examples: [
    ['as JSON, with what it is worth', 'best first'],
    ['of one strategy, as flags of a program', 'best first/grid --flags'],
  ],
  words: NAME,
  options: ['flags', 'json', 'storage'],
  run: async (flags) => (await import('../commands/best.ts')).bestCommand(flags),
});

const importance = defineCommand({
  name: 'importance',
  group: 'stored',
  describe: 'tell which parameters matter',
  examples: [
    ['of all strategies of a comparison together', 'importance first'],
    ['for a script', 'importance first --json'],
  ],
  words: NAME,
  options: ['storage', 'json'],
  run: async (flags) => (await import('../commands/importance.ts')).importanceCommand(flags),
});

const exportStudies = defineCommand({
  name: 'export',
  group: 'stored',
  describe: 'write stored trials to stdout',
  examples: [
    ['for a spreadsheet', 'export first > trials.csv'],
    ['for tune import on another machine', 'export first --format json > first.json'],
  ],
  words: NAME,
  options: ['format', 'storage'],
  run: async (flags) => (await import('../commands/export.ts')).exportCommand(flags),
});

const importStudies = defineCommand({
  name: 'import',
  group: 'stored',
  describe: 'add what tune export --format json wrote',
  examples: [
    ['from another machine', 'import first.json'],
    ['into another file', 'import first.json --storage other.db'],
  ],
  words: { file: 'the exported file' },
  options: ['storage'],
  run: async (flags) => (await import('../commands/import.ts')).importCommand(flags),
});

const rm = defineCommand({
  name: 'rm',
  group: 'stored',
  describe: 'remove a stored comparison or study',
  examples: [
    ['one run: tune resume makes it again', 'rm first/grid/1'],
    ['a comparison, with the runs that no other one has', 'rm first'],
  ],
  words: NAME,
  options: ['force', 'storage'],
  run: async (flags) => (await import('../commands/rm.ts')).rmCommand(flags),
});

const enqueue = defineCommand({
  name: 'enqueue',
  group: 'stored',
  describe: 'have a point evaluated next',
  examples: [
    ['for every strategy', `enqueue first '{"x1":3.14,"x2":2.27}'`],
    ['for one run', `enqueue first/bayes/1 '{"x1":-3.14,"x2":12.3}'`],
  ],
  words: { ...NAME, point: 'the point as JSON' },
  options: ['storage', 'json'],
  run: async (flags) => (await import('../commands/enqueue.ts')).enqueueCommand(flags),
});

/** The commands about what is stored. */
export const STORED_COMMANDS: readonly Command[] = [
  ...[resume, assert, ls, show, best, importance, exportStudies, importStudies, rm, enqueue],
];
