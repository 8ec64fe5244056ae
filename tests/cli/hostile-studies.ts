import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStudy, spaceFromJSON, type Strategy } from '@tune/core';
import { sqliteStorage } from '@tune/runtime';
// @ts-expect-error  a fixture without types
import { HIDDEN, HOSTILE } from '../fixtures/hostile.mjs';

/** Control characters, bidi marks and what cannot be seen. */
export const hostile = HOSTILE as string;
/** What of it a name may have. */
export const hidden = HIDDEN as string;

/** What a terminal obeys, hides or reorders by; \n and \t are allowed. */
export const RAW =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/u;
/** The colors that the command itself uses, dim, bold, and their ends. */
// eslint-disable-next-line no-control-regex
export const OWN_COLORS = /\u001b\[(?:1|2|22|31|32|33|34|35|36|39)m/g;

/** How a name of a parameter, a strategy or a study is spelled to begin like a formula. */
export const FORMULA = '=cmd|"/c calc"!A1';
const NAMES = ['value', 'seed', 'state', 'params.value', FORMULA, `p ${hidden}`, '学習率'];
export const TEXTS = [
  '+1+1',
  '-1.5',
  '@x',
  '\tt',
  "'quoted",
  'a;b',
  'two\nlines',
  `c ${hostile}`,
  '=1',
];

/** A comparison with two studies whose every text is hostile, in a folder of its own. @returns the file */
export async function hostileStudies(): Promise<string> {
  const storage = join(mkdtempSync(join(tmpdir(), 'tune-terminal-')), 'tune.db');
  const opened = sqliteStorage(storage);
  const space = spaceFromJSON(
    NAMES.map((name, at) =>
      at === 0
        ? { name, type: 'float', low: -2, high: 2 }
        : { name, type: 'categorical', choices: TEXTS },
    ),
  );
  const point = (at: number) =>
    Object.fromEntries(NAMES.map((name, j) => [name, j === 0 ? at / 8 - 1 : TEXTS[at]!]));
  let asked = 0;
  const strategy: Strategy = {
    name: `strategy ${hostile}`,
    apiVersion: 1,
    capabilities: { parallel: false, exhaustive: false },
    suggest: async () => [{ point: point(asked++), meta: { phase: `meta ${hostile}` } }],
  };
  for (const repeat of [1, 2]) {
    asked = 0;
    const study = await createStudy({
      ...{ name: `hostile/${FORMULA}${hidden}/${repeat}`, space, storage: opened, strategy },
      budget: { trials: TEXTS.length },
    });
    for (let at = 0; at < TEXTS.length; at++) {
      const trial = (await study.ask())!;
      await trial.report(0, 0.5);
      await trial.report(1, Number.NaN);
      await study.tell(
        trial,
        at % 3 === 2
          ? { state: 'failed', reason: `reason ${hostile}\nline two`, stack: `stack ${hostile}` }
          : at - 4,
      );
    }
    await study.dispose();
  }
  const definition = {
    objective: `objective ${hostile}`,
    strategies: 'random',
    [hostile]: hostile,
  };
  const label = `${FORMULA}${hidden}`;
  const runs = [1, 2].map((repeat) => ({ label, repeat, study: `hostile/${label}/${repeat}` }));
  await opened.catalog.addComparison('hostile', { definition, runs }, Date.now());
  await opened.close();
  return storage;
}
export const lines = (text: string): string[] => text.trimEnd().split('\n');
