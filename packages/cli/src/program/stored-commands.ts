import { CLAIM_OPTIONS, REPORT_OPTIONS } from '../options/sets.ts';
import { RESUMABLE_FLAGS } from '../options/stored.ts';
import { defineCommand, type Command } from './command.ts';

const NAME = { name: 'as tune ls shows it' } as const;

const resume = defineCommand({
  name: 'resume',
  describe: 'resume a stored comparison',
  words: NAME,
  given: RESUMABLE_FLAGS,
  options: ['storage', 'durability', 'trust', ...REPORT_OPTIONS, 'verbose', ...CLAIM_OPTIONS],
  run: async (flags) => (await import('../commands/resume.ts')).resumeCommand(flags),
});

const assert = defineCommand({
  name: 'assert',
  describe: 'check what has to hold of a stored comparison, for scripts and CI',
  words: NAME,
  given: ['rope'],
  options: [...CLAIM_OPTIONS, 'storage', ...REPORT_OPTIONS],
  run: async (flags) => (await import('../commands/assert.ts')).assertCommand(flags),
});

const ls = defineCommand({
  name: 'ls',
  describe: 'list what is stored',
  options: ['storage', 'json'],
  run: async (flags) => (await import('../commands/ls.ts')).lsCommand(flags),
});

const show = defineCommand({
  name: 'show',
  describe: 'show a stored comparison or study',
  words: NAME,
  options: ['rows', 'storage', 'json'],
  run: async (flags) => (await import('../commands/show.ts')).showCommand(flags),
});

const best = defineCommand({
  name: 'best',
  describe: 'print the best point of a stored comparison or study',
  words: NAME,
  options: ['flags', 'json', 'storage'],
  run: async (flags) => (await import('../commands/best.ts')).bestCommand(flags),
});

const importance = defineCommand({
  name: 'importance',
  describe: 'tell which parameters matter',
  words: NAME,
  options: ['storage', 'json'],
  run: async (flags) => (await import('../commands/importance.ts')).importanceCommand(flags),
});

const exportStudies = defineCommand({
  name: 'export',
  describe: 'write stored trials to stdout',
  words: NAME,
  options: ['format', 'storage'],
  run: async (flags) => (await import('../commands/export.ts')).exportCommand(flags),
});

const importStudies = defineCommand({
  name: 'import',
  describe: 'add what tune export --format json wrote',
  words: { file: 'the exported file' },
  options: ['storage'],
  run: async (flags) => (await import('../commands/import.ts')).importCommand(flags),
});

const rm = defineCommand({
  name: 'rm',
  describe: 'remove a stored comparison or study',
  words: NAME,
  options: ['force', 'storage'],
  run: async (flags) => (await import('../commands/rm.ts')).rmCommand(flags),
});

const enqueue = defineCommand({
  name: 'enqueue',
  describe: 'have a point evaluated before the strategy is asked again',
  words: { ...NAME, point: 'the point as JSON' },
  options: ['storage', 'json'],
  run: async (flags) => (await import('../commands/enqueue.ts')).enqueueCommand(flags),
});

/** The commands about what is stored. */
export const STORED_COMMANDS: readonly Command[] = [
  ...[resume, assert, ls, show, best, importance, exportStudies, importStudies, rm, enqueue],
];
