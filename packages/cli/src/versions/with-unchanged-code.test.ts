import type { Executor, Job, Outcome } from '@tune/core';
import { rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderOf, write } from './folder.test-util.ts';
import { sourceFiles } from './source-files.ts';
import { withUnchangedCode } from './with-unchanged-code.ts';

const COMPLETE: Outcome = { state: 'complete', values: [1] };
const context = { signal: new AbortController().signal, report: () => undefined };

const jobOf = (trial: number): Job => ({
  ...{ id: `s/${trial}/1`, study: 's', trial, attempt: 1, point: {}, seed: 1 },
});

/** An executor whose jobs do something, and how they end. */
function executorOf(outcomes: Outcome[], during: () => void = () => undefined): Executor {
  return {
    concurrency: 1,
    run: async () => {
      during();
      return outcomes.shift() ?? COMPLETE;
    },
    close: async () => undefined,
  };
}

const FILES = {
  'train.mjs': "import './helper.mjs'; new URL('./data.json', import.meta.url)",
  'helper.mjs': '1',
  'data.json': '1',
};

function watched(executor: Executor, folder: string, isReadByEachTrial: boolean) {
  const files = sourceFiles(join(folder, 'train.mjs'));
  const { run } = withUnchangedCode(executor, { files, isReadByEachTrial });
  return (trial: number) => run(jobOf(trial), context);
}

const refused = {
  state: 'failed',
  endsSearch: true,
  reason: expect.stringMatching(/helper\.mjs was edited during the search/),
};

test('the search ends when code that each trial reads is edited between trials', async () => {
  const folder = folderOf(FILES);
  const run = watched(executorOf([]), folder, true);
  expect(await run(1)).toEqual(COMPLETE);
  write(folder, { 'helper.mjs': '2' });
  expect(await run(2)).toEqual(refused);
  write(folder, { 'helper.mjs': '1' });
  expect(await run(3)).toEqual(COMPLETE);
  rmSync(join(folder, 'helper.mjs'));
  expect(await run(4)).toEqual(refused);
});

test('a trial during which the code is edited has no value', async () => {
  const folder = folderOf(FILES);
  const run = watched(
    executorOf([], () => write(folder, { 'helper.mjs': '2' })),
    folder,
    true,
  );
  expect(await run(1)).toEqual(refused);
});

test('a file that is only touched, and data, may change', async () => {
  const folder = folderOf(FILES);
  const run = watched(
    executorOf([], () => write(folder, { 'data.json': '2' })),
    folder,
    true,
  );
  expect(await run(1)).toEqual(COMPLETE);
  utimesSync(join(folder, 'helper.mjs'), 1000, 1000);
  expect(await run(2)).toEqual(COMPLETE);
});

test('a module that is loaded may be edited, until a new process would load it', async () => {
  const folder = folderOf(FILES);
  const died: Outcome = { state: 'failed', reason: 'ended by SIGKILL', retryable: true };
  const run = watched(executorOf([COMPLETE, COMPLETE, died]), folder, false);
  expect(await run(1)).toEqual(COMPLETE);
  write(folder, { 'helper.mjs': '2' });
  expect(await run(2)).toEqual(COMPLETE);
  expect(await run(3)).toEqual(died);
  expect(await run(3)).toEqual(refused);
});
