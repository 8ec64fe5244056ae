import { expect, test } from 'vitest';
import { blocksOf, pages, textOf } from './pages.ts';

const { COMMANDS } = (await import('../../packages/cli/dist/program/commands.js')) as {
  COMMANDS: readonly {
    readonly name: string;
    readonly options: readonly string[];
    readonly given: readonly string[];
  }[];
};
const { flagOf } = (await import('../../packages/cli/dist/options/table.js')) as {
  flagOf(name: string): string;
};

const flagsByCommand = new Map(
  COMMANDS.map(({ name, options, given }) => [
    name,
    new Set(['help', 'version', ...[...options, ...given].map(flagOf)]),
  ]),
);

/** Every use of the command in blocks and in code of sentences, with its lines joined. */
function* usesIn(page: string): Generator<string> {
  for (const { language, code } of blocksOf(page)) {
    if (!/^(sh|console|bash)$/.test(language)) continue;
    for (const line of code.replaceAll(/\\\n/g, ' ').split('\n')) {
      const use = /^(?:\$ )?(?:npm run |npx )?(tune (?:-- )?[a-z].*)$/.exec(line.trim())?.[1];
      if (use !== undefined) yield use;
    }
  }
  for (const [, code = ''] of textOf(page).matchAll(/`(tune [a-z][^`]*)`/g)) {
    yield code.replaceAll(/\s+/g, ' ');
  }
}

/** What is wrong with a use of the command, by the table of its options. */
function faultOf(use: string): string | undefined {
  // Text in quotes, what stands behind a pipe, and programs of their own have other flags.
  const words = use
    .replace(/^tune (-- )?/, '')
    .replaceAll(/'[^']*'|"[^"]*"/g, 'TEXT')
    .replace(/ [|>#;].*| {2,}.*/, '');
  const [command = '', ...rest] = words.split(/\s+/);
  const flags = flagsByCommand.get(command);
  if (flags === undefined) return `there is no command "${command}"`;
  const unknown = rest
    .flatMap((word) => /^--([a-z][a-z-]*)/.exec(word)?.[1] ?? [])
    .find((flag) => !flags.has(flag.replace(/^no-/, '')));
  return unknown === undefined ? undefined : `tune ${command} has no --${unknown}`;
}

test('commands and options that pages name are there', () => {
  const uses = pages.flatMap((page) => [...usesIn(page)].map((use) => ({ page, use })));
  expect(uses.length).toBeGreaterThan(100);
  const faults = uses.flatMap(({ page, use }) => {
    const fault = faultOf(use);
    return fault === undefined ? [] : [`${page}: ${fault} (${use})`];
  });
  expect(faults).toEqual([]);
});

test('a command and an option that are not there are found', () => {
  expect(faultOf('tune sweep --trials 3')).toBe('there is no command "sweep"');
  expect(faultOf('tune ls --trials 3')).toBe('tune ls has no --trials');
  expect(faultOf(`tune run --command 'train --lr {lr}' --trials 3`)).toBe(undefined);
});
