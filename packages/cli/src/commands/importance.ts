import {
  readStudy,
  type Direction,
  type Point,
  type Space,
  type Storage,
  type Trial,
} from '@tune/core';
import { historyOf } from '@tune/core/plugin';
import type { Explanation } from '@tune/strategies';
import { usage } from '../errors.ts';
import type { Flags } from '../options/flags.ts';
import { EXIT } from '../process/exit-code.ts';
import { terminalWidth, writeJson, writePainted } from '../process/output.ts';
import { countOf, formatValue } from '../reporters/format.ts';
import { bestPointOf } from '../results/best-point.ts';
import { comparedStudies } from '../results/compared-studies.ts';
import { pooledTrials, type RepeatTrial } from '../results/pooled-trials.ts';
import { storedSpace } from '../results/stored-objective.ts';
import { storedSummary } from '../results/stored-summary.ts';
import { comparisonNameOf, lookUpSound, type Named } from '../stored/names.ts';
import { openStored } from '../stored/open-storage.ts';
import { factLines } from '../terminal/facts.ts';
import { paint, type Line } from '../terminal/line.ts';
import { alignColumns } from '../terminal/table.ts';
import { wrap } from '../terminal/width.ts';

type ImportanceFlags = Flags<'storage' | 'json'> & { readonly name: string };

/** Below this correlation of prediction and value, the model has not learned the function. */
const POOR = 0.5;

/**
 * `tune importance`: which parameters matter, by the model of bayes. The trials of all strategies of a comparison
 * are modeled together.
 * @throws CLI_NAME_UNKNOWN  nothing has the name; with the nearest one
 * @throws CLI_USAGE  too few trials to tell, or several objectives
 */
export async function importanceCommand(flags: ImportanceFlags): Promise<number> {
  const { name } = flags;
  const pool = await readPool(flags);
  const { space, direction, trials } = pool;
  const { explain } = await import('@tune/strategies');
  const explanation = await explain(space, historyOf(trials, direction));
  if (explanation === undefined) {
    throw usage(
      `${name} has too few complete trials to tell what matters, or all of them have the same value; tune resume ${name} --trials adds some.`,
    );
  }
  if (flags.json) await writeJson({ type: 'importance', name, ...fieldsOf(pool, explanation) });
  else
    writePainted(
      `${importanceLines(name, pool, explanation, terminalWidth()).map(paint).join('\n')}\n`,
    );
  return EXIT.ok;
}

/** Trials that are modeled together. */
interface Pool {
  readonly space: Space;
  readonly direction: Direction;
  readonly trials: readonly Trial[];
  /** The same one that tune best prints. */
  readonly best: { readonly value: number; readonly point: Point } | undefined;
  /** How many searches they come from. */
  readonly searches: number;
  /** How many have ended, equal ones included. */
  readonly ended: number;
}

async function readPool(flags: ImportanceFlags): Promise<Pool> {
  const storage = await openStored(flags);
  try {
    const named = await lookUpSound(storage, flags.name, flags);
    checkOneObjective(named, flags.name);
    const searches = searchesOf(named);
    const stored = await Promise.all(
      searches.map(async ({ repeat, name }) => ({ repeat, study: await readStudy(storage, name) })),
    );
    const found = stored.flatMap(({ repeat, study }) =>
      study === undefined ? [] : [{ repeat, study }],
    );
    const [first] = found;
    if (first === undefined) throw usage(`${flags.name} has no trials yet.`);
    const { created } = first.study;
    const direction = created.directions[0]!;
    const space = storedSpace(created);
    const all = found.flatMap(({ repeat, study }) =>
      study.trials.map((trial): RepeatTrial => ({ repeat, trial })),
    );
    const trials = pooledTrials(space, all);
    const ended = all.filter(
      ({ trial: { state } }) => state === 'complete' || state === 'failed' || state === 'pruned',
    );
    return {
      ...{ space, direction, trials, searches: found.length, ended: ended.length },
      best: await bestOfAll(storage, named, flags.name),
    };
  } finally {
    await storage.close();
  }
}

async function bestOfAll(storage: Storage, named: Named, name: string): Promise<Pool['best']> {
  const whole = await storage.catalog.comparison(comparisonNameOf(name));
  if (whole === undefined) return named.studies[0]?.best;
  const summary = await storedSummary(storage, { ...named, comparison: whole });
  return summary && bestPointOf(summary.comparison);
}

/** @throws CLI_USAGE  what matters for one objective says nothing about another one */
function checkOneObjective({ comparison, runs }: Named, name: string): void {
  const problems = new Set(runs.flatMap(({ problem }) => problem ?? []));
  if (comparison === undefined || problems.size < 2) return;
  const names = [...problems].map((problem) => `${comparison.name}/${problem}`);
  throw usage(`${name} has several objectives; name one of them: ${names.join(', ')}.`);
}

interface Search {
  readonly name: string;
  readonly repeat: number;
}

const searchesOf = (named: Named): readonly Search[] =>
  named.runs.length === 0
    ? named.studies.map(({ name }) => ({ name, repeat: 1 }))
    : comparedStudies(named).map(({ repeat, study: { name } }) => ({ name, repeat }));

const fieldsOf = ({ trials, ended, searches, best }: Pool, explanation: Explanation) => {
  const { observations, parameters, noise, leaveOneOut } = explanation;
  return {
    ...{ searches, ended, different: trials.length, modeled: observations },
    parameters: parameters.map(({ name, lengthscale, relevance, variation }) => ({
      ...{ name, ...variation, best: best?.point[name] ?? null, lengthscale, relevance },
    })),
    noise,
    leaveOneOut,
    best: best === undefined ? null : { value: best.value, point: best.point },
  };
};

function importanceLines(
  name: string,
  pool: Pool,
  explanation: Explanation,
  width: number,
): Line[] {
  const { trials, ended, searches, best } = pool;
  const { parameters, observations, leaveOneOut, noise } = explanation;
  const ranked = parameters.toSorted((a, b) => b.variation.withOthers - a.variation.withOthers);
  const rows = ranked.map(({ name: parameter, variation: { alone, withOthers } }) => [
    ...[parameter, percent(alone), percent(withOthers)],
    best?.point[parameter] === undefined ? '' : formatValue(best.point[parameter]),
  ]);
  const [head = '', ...body] = alignColumns(
    [['parameter', 'alone', 'with others', 'at the best'], ...rows],
    width,
  );
  const counted =
    trials.length === ended ? '' : `, ${trials.length.toLocaleString('en-US')} different ones`;
  const chosen =
    observations === trials.length
      ? ''
      : `; ${observations.toLocaleString('en-US')} of them are modeled`;
  const { correlation, coverage } = leaveOneOut;
  const trust =
    correlation < POOR
      ? 'poorly: do not trust these shares'
      : `${percent(coverage)} of them within its 95 % intervals`;
  return [
    ...wrap(
      `${name}: which parameters matter, by a Gaussian process on ${countOf(ended, 'trial')} of ${countOf(searches, 'search', 'searches')}${counted}${chosen}`,
      width,
    ),
    '',
    { text: head, style: 'dim' },
    ...body,
    '',
    ...factLines(
      [
        [
          'alone',
          'share of the variation of the value that the parameter explains, whatever the others are',
        ],
        ['with others', 'that, and what it explains only together with other parameters'],
        [
          'model',
          `predicts trials that it has not seen with a correlation of ${correlation.toFixed(2)}, ${trust}`,
        ],
        ['noise', `${percent(noise * noise)} of the variation of the value`],
      ],
      width,
    ),
  ];
}

const percent = (share: number): string =>
  share > 0 && share < 0.01 ? 'less than 1 %' : `${Math.round(100 * share)} %`;
