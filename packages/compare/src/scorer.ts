import {
  createStudy,
  type Executor,
  type Outcome,
  type Point,
  type Strategy,
  type Study,
  type Trial,
} from '@tune/core';
import { hashSeed } from '@tune/core/plugin';
import { choiceOf, readScores, scoreStudyOf, type Scoring } from './choice.ts';
import type { Choice } from './comparison.ts';
import { studyNameOf, type Run } from './design.ts';
import type { RunTrials } from './run-result.ts';
import { takeError, type OpenRun, type RunContext } from './runs.ts';
import { seedsOf } from './seeds.ts';
import { shareInterval } from './statistics/share-interval.ts';

/** A run that has ended. */
export interface EndedRun extends RunTrials {
  readonly run: OpenRun;
}

/** Its choice, as far as it is scored. */
interface Open {
  readonly ended: EndedRun;
  readonly scores: readonly Trial[];
  choice: Choice | null | undefined;
}

/**
 * Scores what runs chose. Each score is a study beside its run, with one strategy that suggests the choice: so
 * it is there after an interruption, and nothing is evaluated twice.
 */
export class Scorer {
  readonly #context: RunContext;
  readonly #scoring: Scoring;
  readonly #openExecutor: () => Executor | Promise<Executor>;
  #executor: Executor | undefined;
  /** What came of points, by seed and point: equal choices of a repeat are evaluated once. */
  readonly #known = new Map<string, Promise<readonly Outcome[]>>();

  /** @param openExecutor  where choices are evaluated; called when the first one is */
  constructor(
    context: RunContext,
    scoring: Scoring,
    openExecutor: () => Executor | Promise<Executor>,
  ) {
    this.#context = context;
    this.#scoring = scoring;
    this.#openExecutor = openExecutor;
  }

  /**
   * The runs with their choices: those that are stored, and unless the comparison is stopped the others,
   * evaluated as many at once as the executor can.
   */
  async score(runs: readonly EndedRun[]): Promise<RunTrials[]> {
    const { storage, design, stop } = this.#context;
    const all: Open[] = [];
    for (const ended of runs) {
      const scores = await readScores(storage, design, ended, ended.trials);
      const choice = choiceOf(design, ended.trials, scores);
      if (choice != null) this.#keep(ended, choice.point, Promise.resolve(scores));
      all.push({ ended, scores, choice });
    }
    const open = all.filter(({ choice }) => choice === undefined).values();
    const work = async (executor: Executor): Promise<void> => {
      for (const one of open) {
        if (stop.isStopped) return;
        one.choice = await this.#evaluate(one, executor);
      }
    };
    if (all.some(({ choice }) => choice === undefined) && !stop.isStopped) {
      const executor = (this.#executor ??= await this.#openExecutor());
      await Promise.all(Array.from({ length: executor.concurrency }, () => work(executor)));
    }
    return all.map(({ ended: { label, repeat, trials, isOver = true }, choice }) => {
      return { label, repeat, trials, isOver, choice };
    });
  }

  /** Closes what it opened. */
  async close(): Promise<void> {
    await this.#executor?.close();
  }

  /** Undefined if it was interrupted, or the strategy failed. */
  async #evaluate({ ended, scores }: Open, executor: Executor): Promise<Choice | null | undefined> {
    const { stop, notify, design, failures } = this.#context;
    const { label, repeat, run, trials } = ended;
    if (failures.has(label)) return undefined;
    let study: Study | undefined;
    try {
      const { signal } = stop;
      const chosen = scores[0] ?? (await run.study.recommend({ trials: trials.length, signal }));
      if (chosen === undefined) return null;
      study = await this.#openStudy(ended, chosen.point);
      await this.#fill(ended, chosen.point, study, executor);
      const choice = choiceOf(design, trials, study.trials);
      if (choice != null) notify({ type: 'tested', label, repeat, ...this.#told(choice) });
      return choice;
    } catch (error) {
      takeError(this.#context, run, error);
      return undefined;
    } finally {
      await study?.dispose();
    }
  }

  /** Has the choice evaluated, or takes what came of an equal one. */
  async #fill(ended: EndedRun, point: Point, study: Study, executor: Executor): Promise<void> {
    const { stop, notify, limits } = this.#context;
    const { label, repeat } = ended;
    const { count, kind, description, objective } = this.#scoring;
    const known = await this.#known.get(this.#keyOf(ended, point));
    for (const outcome of known?.slice(study.size) ?? []) await study.add(point, outcome);
    if (study.size >= count && study.pending === 0) return;
    notify({ type: 'test-started', label, repeat, description });
    // An evaluation more is like those of the search; a test may take longer.
    const timeout = kind === 'confirm' ? limits.timeoutMs : undefined;
    const work = study.optimize(objective, {
      ...{ executor, concurrency: 1, budget: { trials: count }, signal: stop.signal },
      ...(timeout === undefined ? {} : { timeoutMs: timeout }),
    });
    this.#keep(
      ended,
      point,
      work.then(
        () => study.trials,
        () => [],
      ),
    );
    await work;
  }

  #openStudy(ended: EndedRun, point: Point): Promise<Study> {
    const { storage, environment, clock, maxRetries, design } = this.#context;
    const { kind, count, objective } = this.#scoring;
    const run = studyNameOf(design, ended);
    const { strategy } = design.contenders.find(({ label }) => label === ended.label)!;
    return createStudy({
      name: scoreStudyOf(run, kind, ended.trials.length),
      ...{ space: objective.space, direction: objective.direction, objective },
      ...{ strategy: suggesting(point), storage, seed: this.#seedOf(ended) },
      ...{ budget: { trials: count }, onlyRaises: true, environment: environment.of(strategy) },
      ...(clock === undefined ? {} : { clock }),
      ...(maxRetries === undefined ? {} : { maxRetries }),
    });
  }

  /**
   * What evaluations are seeded from. A test has that of the search, so that what is scored is what was
   * trained; further evaluations have others. All strategies of a repeat share it.
   */
  #seedOf(run: Run): number {
    const { evaluationSeed } = seedsOf(this.#context.design, run);
    return this.#scoring.kind === 'test' ? evaluationSeed : hashSeed(evaluationSeed, 'confirm');
  }

  #keyOf(run: Run, point: Point): string {
    const { space } = this.#context.design.objective;
    return JSON.stringify([this.#seedOf(run), space.canonical(point)]);
  }

  #keep(run: Run, point: Point, trials: Promise<readonly Trial[]>): void {
    const outcomes = async (): Promise<Outcome[]> => {
      const ended = (await trials).filter(({ state }) => state === 'complete');
      return ended.slice(0, this.#scoring.count).map(({ outcome }) => outcome!);
    };
    this.#known.set(this.#keyOf(run, point), outcomes());
  }

  #told(choice: Choice) {
    const { description, objective, kind } = this.#scoring;
    const { samples } = objective;
    const isShare = kind === 'test' && samples !== undefined;
    return {
      ...{ ...choice, description },
      ...(isShare ? { samples } : {}),
      ...(isShare && choice.score !== null
        ? { interval: shareInterval(choice.score, samples) }
        : {}),
    };
  }
}

/** Suggests one point, again and again. */
const suggesting = (point: Point): Strategy => ({
  name: 'choice',
  apiVersion: 1,
  capabilities: { parallel: true, exhaustive: false },
  suggest: async () => [{ point }],
});
