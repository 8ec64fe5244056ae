import type { ComparedRun, Json, Storage } from '@tune/core';
import { coreError } from '@tune/core/plugin';
import { usage } from '../errors.ts';
import { countOf } from '../reporters/format.ts';
import { damageError } from '../stored/damage.ts';
import { runNames } from '../stored/names.ts';
import { MEMORY } from '../stored/open-storage.ts';
import { searchersOf } from '../stored/searchers.ts';
import { extendedFrom, flagsOf, isSameView, mostRepeats } from './definition.ts';
import { planOf, runsByProblem, type Asked, type Plan } from './plan.ts';
import type { Problem } from './problem.ts';
import { placeOf } from './runs.ts';
import { withFailures, type FailedStrategy } from './stored-failures.ts';
import { resultOf, type StoredResult } from './stored-result.ts';

/** A comparison opened by a command. */
export interface OpenComparison {
  /** Undefined if nothing is kept after the command. It is certain once `begin` has resolved. */
  readonly name: string | undefined;
  /** There if it was complete before. */
  readonly result: StoredResult | undefined;
  /** The repeats that were fixed before its size was chosen anew; undefined if it was not. */
  readonly extendedFrom: number | undefined;
  /** The study of a run. */
  studyOf(problem: Problem, run: Pick<ComparedRun, 'label' | 'repeat'>): string;
  /** Before the first study is opened, once everything is set up. */
  begin(): Promise<void>;
  /**
   * Takes back what was stored of a comparison that could not begin.
   * @param isRefused  it is stored, and cannot go on with what it is now
   */
  undo(isRefused: boolean): Promise<void>;
  /**
   * After the last; with the result if the comparison is complete.
   * @param failed  strategies that have failed
   * @throws STUDY_REMOVED  another command has removed it
   */
  end(result: StoredResult | undefined, failed?: readonly FailedStrategy[]): Promise<void>;
}

/** Other commands may change the same comparison at the same time, but not so often. */
const MAX_PLANS = 10;

/**
 * Looks up what is stored of a comparison.
 * @throws STORAGE_COMPARISON_INVALID, STUDY_INVALID  what is stored of it is damaged
 * @throws CLI_USAGE  its name is that of something else
 */
export async function openComparison(storage: Storage, asked: Asked): Promise<OpenComparison> {
  if (asked.flags.storage === MEMORY) return memoryComparison(asked);
  const { catalog } = storage;
  const { fresh: isFresh } = asked.flags;
  const began = Date.now();
  let plan = await planOf(storage, asked);
  /** Of what this command has stored. */
  let revision: number | undefined;
  if (!isFresh) await checkDamage(plan);

  async function checkDamage({ name, view }: Plan): Promise<void> {
    const [found] = await catalog.damaged([name, ...view.runs.map(({ study }) => study)]);
    if (found !== undefined) throw damageError(found, runNames([{ name, ...view }]));
  }

  /** Stores the view. @returns its revision; undefined if something else has changed what it goes on with */
  async function store({ name, view, stored }: Plan): Promise<number | undefined> {
    const at = Date.now();
    if (stored === undefined || isFresh) {
      const now = await catalog.addComparison(name, view, at);
      return isEqual(now.definition, view.definition) ? now.revision : undefined;
    }
    const { revision: expected } = stored;
    if (isEqual(stored.definition, view.definition) && hasSameRuns(plan)) return expected;
    return (await catalog.changeComparison(name, view, { at, expected }))?.revision;
  }

  return {
    get name() {
      return plan.name;
    },
    get extendedFrom() {
      return extendedFrom(plan.view.definition);
    },
    get result() {
      const { stored, view } = plan;
      if (isFresh || stored?.result === undefined) return undefined;
      const isAsked = isSameView(stored.definition, view.definition) && hasSameRuns(plan);
      return isAsked ? resultOf(stored.result) : undefined;
    },
    studyOf: studyNames(() => plan.view.runs),
    async begin() {
      if (isFresh) await removeRuns(storage, plan);
      for (let tries = 1; (revision = await store(plan)) === undefined; tries++) {
        if (tries === MAX_PLANS) throw changedMeanwhile(plan.name);
        const before = plan;
        plan = await planOf(storage, asked);
        checkNotSmaller(before, plan);
      }
    },
    async undo(isRefused) {
      const { name, stored } = plan;
      if (revision === undefined) return;
      if (stored === undefined || isFresh) await catalog.remove(name, { ifEmpty: true });
      if (stored === undefined || isFresh || !isRefused) return;
      const { result, changedAt: at } = stored;
      const before = await catalog.changeComparison(name, stored, { at, expected: revision });
      if (before === undefined || result === undefined) return;
      const complete = { result, expected: before.revision };
      await catalog.recordProgress(name, { at, seconds: 0, complete });
    },
    async end(complete, failed = []) {
      const { name, view } = plan;
      // Else it would be said to be stored.
      if ((await catalog.comparison(name)) === undefined) {
        throw coreError('STUDY_REMOVED', { study: name });
      }
      const at = Date.now();
      if (failed.length > 0) {
        const marked = { ...view, definition: withFailures(view.definition, failed) };
        await catalog.changeComparison(name, marked, { at, expected: revision! });
      }
      const result = complete as unknown as Json;
      const progress = complete && { complete: { result, expected: revision! } };
      await catalog.recordProgress(name, { at, seconds: (at - began) / 1000, ...progress });
    },
  };
}

const isEqual = (one: Json, other: Json): boolean => JSON.stringify(one) === JSON.stringify(other);

const hasSameRuns = ({ stored, view }: Plan): boolean =>
  JSON.stringify(stored?.runs) === JSON.stringify(view.runs);

/** Looks studies up by problem, label and repeat. */
function studyNames(runs: () => readonly ComparedRun[]): OpenComparison['studyOf'] {
  let known: readonly ComparedRun[] | undefined;
  let names = new Map<string, string>();
  return ({ label: problem }, { label, repeat }) => {
    if (known !== runs()) {
      known = runs();
      names = new Map(known.map((run) => [placeOf(run), run.study]));
    }
    return names.get(placeOf({ problem, label, repeat })) ?? names.get(placeOf({ label, repeat }))!;
  };
}

/**
 * `--fresh`: the runs are made again, also where other comparisons look at them. Of what the comparison looked at
 * before, runs that others look at stay.
 */
async function removeRuns(storage: Storage, { name, view, stored }: Plan): Promise<void> {
  const { catalog } = storage;
  const own = view.runs.map(({ study }) => study);
  const runs = [...own, ...(stored?.runs ?? []).map(({ study }) => study)];
  const [searcher] = await searchersOf(storage, await catalog.studies(runs));
  if (searcher !== undefined) {
    throw usage(
      `${searcher.study} is being searched by process ${searcher.pid}, and --fresh would remove it; leave out --fresh to join that search, or stop it first.`,
    );
  }
  if (stored !== undefined) await catalog.remove(name);
  for (const study of new Set(own)) await catalog.remove(study);
}

/** Another command may have extended it since this one has read it; that is not taken back. */
function checkNotSmaller(before: Plan, { name, stored, view }: Plan): void {
  if (before.stored === undefined || stored === undefined) return;
  const [own, now] = [view, stored].map(({ definition }) => flagsOf(definition).flags);
  if (own!.trials >= now!.trials && mostRepeats(own!) >= mostRepeats(now!)) return;
  const size = `${countOf(mostRepeats(now!), 'repeat')} of ${countOf(now!.trials, 'trial')}`;
  throw usage(
    `${name} was extended by another command just now: it has ${size}. tune resume ${name} goes on with it.`,
  );
}

const changedMeanwhile = (name: string): Error =>
  usage(`${name} is being changed by other commands; start this one again.`);

const nothing = async (): Promise<void> => undefined;

function memoryComparison(asked: Asked): OpenComparison {
  const runs = runsByProblem(asked).flat();
  return {
    ...{ name: undefined, result: undefined, extendedFrom: undefined },
    ...{ studyOf: studyNames(() => runs), begin: nothing, undo: nothing, end: nothing },
  };
}
