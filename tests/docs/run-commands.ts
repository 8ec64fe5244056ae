import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { folderOf, isRun, makeFolder } from './folder.ts';
import { blocksOf, pages, root, type Block } from './pages.ts';

/** Pages whose commands run elsewhere, and where. */
const ELSEWHERE: readonly (readonly [page: RegExp, where: string])[] = [
  [/^docs\/reference\/cli\.md$/, 'tests/cli/help.test.ts runs every example of the help'],
  [/^examples\//, 'an example is a project with tests of its own'],
];

export const runsElsewhere = (page: string): boolean =>
  ELSEWHERE.some(([pattern]) => pattern.test(page));

/** Pages that are tried with every change; the others have their turn in test:full. */
const FIRST = /^(README\.md|docs\/start\/|docs\/guide\/(strategy|objective)\.md)/;

function shellBlocks(): Map<string, Block[]> {
  const groups = new Map<string, Block[]>();
  for (const page of pages) {
    if (runsElsewhere(page)) continue;
    const blocks = blocksOf(page).filter((block) => block.language === 'sh' && isRun(block));
    if (blocks.length > 0) groups.set(page, blocks);
  }
  return groups;
}

/** Runs the blocks of each page one after the other, as a person who follows it would. */
export function testCommands(which: 'first' | 'others'): void {
  const kind = `shell-${which}`;
  const bin = join(folderOf(kind, ''), '.bin');
  beforeAll(() => {
    rmSync(folderOf(kind, ''), { recursive: true, force: true });
    mkdirSync(bin, { recursive: true });
    symlinkSync(join(root, 'packages/cli/bin/tune.js'), join(bin, 'tune'));
  });
  afterAll(() => rmSync(folderOf(kind, ''), { recursive: true, force: true }));

  const blocks = shellBlocks();
  const chosen = [...blocks.keys()].filter((page) => FIRST.test(page) === (which === 'first'));
  test.each(chosen)(
    'the commands of %s run',
    async (page) => {
      const cwd = makeFolder(kind, page);
      const { TUNE_STORAGE: _storage, ...variables } = process.env;
      const path = [bin, join(root, 'node_modules', '.bin'), process.env['PATH']].join(delimiter);
      for (const { code, line } of blocks.get(page)!) {
        const run = promisify(execFile)('bash', ['-euo', 'pipefail', '-c', code], {
          cwd,
          env: { ...variables, PATH: path, NO_COLOR: '1', CI: '1' },
          maxBuffer: 2 ** 26,
        });
        await run.catch((error: Error & { stdout: string; stderr: string }) => {
          const said = `${error.stdout}${error.stderr}`.slice(-2000);
          expect.fail(`${page}:${line} failed\n${code}\n${said}`);
        });
      }
    },
    180_000,
  );
}
