import { expect, test } from 'vitest';
import { isRun } from './folder.ts';
import { blocksOf, pages } from './pages.ts';
import { runsElsewhere, testCommands } from './run-commands.ts';

testCommands('first');

test('what is not run has a reason, and is little', () => {
  const left = pages.flatMap((page) => blocksOf(page)).filter(({ notRun }) => notRun !== undefined);
  for (const { notRun } of left)
    expect(notRun).toMatch(/^(needs|trains|takes|installs|makes|packs|these|names|the) /);
  const byPage = new Set(left.map(({ page, line }) => `${page}:${line}`));
  expect(byPage.size).toBeLessThanOrEqual(30);
});

test('no block that is run installs anything: that would change the clone', () => {
  const installing = pages
    .flatMap((page) => blocksOf(page))
    .filter((block) => block.language === 'sh' && isRun(block) && !runsElsewhere(block.page))
    .filter(({ code }) =>
      /\b(npm|pnpm|yarn|pip|uv) (ci|i|install|run|create|init|add)\b/.test(code),
    )
    .map(({ page, line }) => `${page}:${line}`);
  expect(installing).toEqual([]);
});

test('every block says its language', () => {
  const unnamed = pages.flatMap((page) =>
    blocksOf(page)
      .filter(({ language }) => language === '')
      .map(({ line }) => `${page}:${line}`),
  );
  expect(unnamed).toEqual([]);
});

test('every JSON block is JSON', () => {
  for (const { language, code, page, line } of pages.flatMap((page) => blocksOf(page))) {
    if (language !== 'json') continue;
    expect(() => JSON.parse(code) as unknown, `${page}:${line}`).not.toThrow();
  }
});
