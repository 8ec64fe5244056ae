import type fc from 'fast-check';
import { expect } from 'vitest';
import {
  int,
  isTuneError,
  memoryStorage,
  space,
  type Ask,
  type AskedTrial,
  type Outcome,
  type Point,
  type Storage,
  type Strategy,
  type Trial,
} from '../index.ts';
import type { StudyEvent, TrialReport } from '../plugin.ts';
import { collect, complete, interrupted, studyOf } from './study.test-util.ts';

type Study = Awaited<ReturnType<typeof studyOf>>;

/** What one process does next. */
export interface Step {
  readonly process: number;
  readonly kind:
    | 'ask'
    | 'ask three'
    | 'tell'
    | 'fail'
    | 'retry'
    | 'interrupt'
    | 'enqueue'
    | 'report'
    | 'crash'
    | 'dispose'
    | 'jump';
  /** Which trial, point or time, as far as there is a choice. */
  readonly pick: number;
  /** If not, the next step of the process begins while this one is under way. */
  readonly waits: boolean;
}

export interface Setting {
  readonly processes: number;
  readonly steps: readonly Step[];
  /** Whether a process can be seen to be dead; if not, only its silence tells. */
  readonly seesDeath: boolean;
  readonly maxRetries: number;
  /** Trials of the budget; undefined: until the space is used up. */
  readonly budget?: number;
}

const LEASE_MS = 1000;
/** How many points the space has. */
export const POINTS = 12;
const finite = space({ n: int(1, POINTS) });

const OUTCOMES: Partial<Record<Step['kind'], (value: number) => Outcome>> = {
  tell: (value) => complete(value),
  fail: () => ({ state: 'failed', reason: 'no luck' }),
  retry: () => ({ state: 'failed', reason: 'no memory', retryable: true }),
  interrupt: () => interrupted,
};

/** A process: one study object, which can be lost with all that it has under way. */
class Process {
  readonly holder: string;
  study: Promise<Study> | undefined;
  isDead = false;
  readonly trials: AskedTrial[] = [];
  readonly death: Promise<void>;
  #die: () => void = () => undefined;

  constructor(holder: string) {
    this.holder = holder;
    this.death = new Promise((resolve) => (this.#die = resolve));
  }

  kill(): void {
    this.isDead = true;
    this.#die();
  }
}

/** What was told, enqueued and reported, and what came of it. */
export interface AcknowledgedCalls {
  readonly told: { trial: Trial; outcome: Outcome; came: 'stored' | 'lost' | 'unknown' }[];
  readonly enqueued: { point: Point; number: number | undefined }[];
  readonly reported: TrialReport[];
  readonly begun: Trial[];
}

/** What there is when all steps have been played. */
export interface End {
  readonly events: readonly StudyEvent[];
  readonly reports: readonly TrialReport[];
  readonly studies: readonly Study[];
}

/** Plays steps of several processes on one storage in an order that the scheduler chooses. */
export class Interleaving {
  readonly #setting: Setting;
  readonly #scheduler: fc.Scheduler;
  readonly #inner = memoryStorage();
  readonly #processes: Process[];
  readonly #dead = new Set<string>();
  readonly acknowledged: AcknowledgedCalls = { told: [], enqueued: [], reported: [], begun: [] };
  readonly failures: unknown[] = [];
  #names = 0;
  #now = 0;
  #reports = 0;

  constructor(setting: Setting, scheduler: fc.Scheduler) {
    this.#setting = setting;
    this.#scheduler = scheduler;
    this.#processes = Array.from({ length: setting.processes }, () => this.#newProcess());
  }

  #newProcess(): Process {
    return new Process(`process ${++this.#names}`);
  }

  /** Lets time pass; timers are faked by the test. */
  pass(ms: number): void {
    this.#now += ms;
  }

  /** Plays all steps, then ends every trial. */
  async play(): Promise<End> {
    await Promise.all(this.#processes.map((_, place) => this.#playOf(place)));
    const studies = await this.#end();
    const events = await collect(this.#inner.read('s', 0));
    const reports = await collect(this.#inner.readReports('s'));
    return { events, reports, studies };
  }

  async #playOf(place: number): Promise<void> {
    const open: Promise<void>[] = [];
    for (const step of this.#setting.steps) {
      if (step.process !== place) continue;
      const process = this.#processes[place]!;
      const work = this.#step(process, step, place).catch((error: unknown) => {
        if (!process.isDead) this.failures.push(error);
      });
      // What a dead process has under way never ends.
      const end = Promise.race([work, process.death]);
      if (step.waits) await end;
      else open.push(end);
    }
    await Promise.all(open);
  }

  async #step(process: Process, { kind, pick }: Step, place: number): Promise<void> {
    if (kind === 'jump') return this.pass(pick * 250);
    if (kind === 'crash' || kind === 'dispose') this.#processes[place] = this.#newProcess();
    if (kind === 'crash') {
      this.#dead.add(process.holder);
      return process.kill();
    }
    const study = await this.#studyOf(process, place);
    if (kind === 'dispose') return study.dispose();
    try {
      if (kind === 'ask' || kind === 'ask three') {
        const trials = await study.ask({ count: kind === 'ask' ? 1 : 3 });
        this.acknowledged.begun.push(...trials);
        process.trials.push(...(trials as unknown as AskedTrial[]));
      } else if (kind === 'enqueue') {
        const point = { n: 1 + (pick % POINTS) };
        const entry: AcknowledgedCalls['enqueued'][number] = { point, number: undefined };
        const { number } = await study.enqueue(point as never);
        entry.number = number;
        this.acknowledged.enqueued.push(entry);
      } else {
        const at = pick % Math.max(1, process.trials.length);
        const trial = process.trials[at];
        if (trial === undefined) return;
        if (kind === 'report') await this.#report(process, trial);
        else {
          process.trials.splice(at, 1);
          await this.#tell(study, process, trial, OUTCOMES[kind]!(pick));
        }
      }
    } catch (error) {
      // Another step of this process has disposed the study.
      if (!isTuneError(error, 'STUDY_CLOSED')) throw error;
    }
  }

  async #report(process: Process, trial: AskedTrial): Promise<void> {
    const { number, attempt } = trial;
    const step = ++this.#reports;
    try {
      await trial.report(step, step);
      if (process.trials.includes(trial)) {
        this.acknowledged.reported.push({ number, attempt, step, value: step });
      }
    } catch (error) {
      if (!isTuneError(error, 'STUDY_TRIAL_LOST')) throw error;
    }
  }

  async #tell(study: Study, process: Process, trial: AskedTrial, outcome: Outcome): Promise<void> {
    const entry: AcknowledgedCalls['told'][number] = { trial, outcome, came: 'unknown' };
    this.acknowledged.told.push(entry);
    try {
      await study.tell(trial, outcome);
      if (!process.isDead) entry.came = 'stored';
    } catch (error) {
      // Disposed meanwhile: the study gave the trial back, before or after.
      if (isTuneError(error, 'STUDY_CLOSED') || isTuneError(error, 'STUDY_OUTCOME_CONFLICT'))
        return;
      if (!isTuneError(error, 'STUDY_TRIAL_LOST')) throw error;
      entry.came = 'lost';
    }
  }

  async #studyOf(process: Process, place: number): Promise<Study> {
    const { maxRetries, seesDeath, budget } = this.#setting;
    const { holder } = process;
    process.study ??= studyOf({
      ...{ space: finite as never, strategy: this.#strategy(process), seed: 7, maxRetries },
      storage: this.#storageOf(process),
      // Every process has another idea of what time it is.
      clock: () => this.#now + place * 1e6,
      lease: {
        ...{ holder, ms: LEASE_MS },
        ...(seesDeath ? { isGone: (other: string) => this.#dead.has(other) } : {}),
      },
      ...(budget === undefined ? {} : { budget: { trials: budget } }),
    });
    return process.study;
  }

  /** Walks through the space in an order of chance, and takes its time. */
  #strategy(process: Process): Strategy {
    return {
      ...{ name: 'walk', apiVersion: 1, capabilities: { parallel: true, exhaustive: true } },
      suggest: async ({ history, count, rng }: Ask) => {
        const seen = new Set([...history.ended, ...history.pending].map(({ point }) => point['n']));
        await this.#call(process, 'suggest', async () => undefined);
        const left = Array.from({ length: POINTS }, (_, n) => n + 1).filter((n) => !seen.has(n));
        return Array.from({ length: Math.min(count, left.length) }, () => ({
          point: { n: left.splice(rng.integer(left.length), 1)[0]! },
        }));
      },
    };
  }

  /** A call that takes time, before it is carried out and until its answer comes. */
  async #call<T>(process: Process, name: string, call: () => Promise<T>): Promise<T> {
    const label = `${name} of ${process.holder}`;
    await this.#scheduler.schedule(Promise.resolve(), label);
    if (process.isDead) return new Promise(() => undefined);
    const [result] = await Promise.allSettled([call()]);
    await this.#scheduler.schedule(Promise.resolve(), `answer to ${label}`);
    if (process.isDead) return new Promise(() => undefined);
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  }

  #storageOf(process: Process): Storage {
    const inner = this.#inner;
    const call = <T>(name: string, carryOut: () => Promise<T>) =>
      this.#call(process, name, carryOut);
    const { isCurrent: _isCurrent, ...methods } = inner;
    return {
      ...methods,
      append: (...given) => call('append', () => inner.append(...given)),
      addReports: (...given) => call('addReports', () => inner.addReports(...given)),
      heartbeat: (...given) => call('heartbeat', () => inner.heartbeat(...given)),
      readHeartbeats: (...given) => call('readHeartbeats', () => inner.readHeartbeats(...given)),
      async *read(...given) {
        // A snapshot that others may outrun.
        yield* await call('read', () => collect(inner.read(...given)));
      },
    };
  }

  /** The living processes tell what they hold, then one of them ends the search. */
  async #end(): Promise<Study[]> {
    const studies: Study[] = [];
    for (const [place, process] of this.#processes.entries()) {
      const study = await this.#studyOf(process, place);
      studies.push(study);
      for (const trial of process.trials.splice(0)) {
        await this.#tell(study, process, trial, complete(trial.number));
      }
    }
    const last = studies.at(-1)!;
    await last.sync();
    for (let turn = 0; !last.isOver; turn++) {
      if (turn > 200) return expect.fail('the search does not end');
      const trial = (await last.ask()) as AskedTrial | undefined;
      if (trial === undefined) this.pass(LEASE_MS + 1);
      else {
        this.acknowledged.begun.push(trial);
        await this.#tell(last, this.#processes.at(-1)!, trial, complete(trial.number));
      }
    }
    for (const study of studies) await study.sync();
    return studies;
  }
}
