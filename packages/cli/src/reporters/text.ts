import type { ComparisonEvent, Design, HeldOutTest } from '@tune/compare';
import type { EnvironmentInfo } from '@tune/core';
import { createLogUpdate } from 'log-update';
import { stdout, write } from '../process/output.ts';
import { countOf } from './format.ts';
import { heartbeat } from './heartbeat.ts';
import { liveView, planLine } from './live-view.ts';
import { Progress } from './progress.ts';
import type { Reporter, StoredInfo } from './reporter.ts';
import { resultLines } from './result.ts';
import { alignColumns, wrap } from './table.ts';
import { TrialRows } from './trial-rows.ts';

export interface TextOptions {
  /** Rows: 2 every trial, 1 new bests, 0 none. */
  readonly verbose: number;
  readonly clock: () => number;
}

/** How often a terminal is redrawn at most. */
const REDRAW_MS = 100;

/** For people: rows that stay, and on a terminal a view below them that is redrawn. */
export const textReporter = (options: TextOptions): Reporter => new TextReporter(options);

class TextReporter implements Reporter {
  readonly #verbose: number;
  readonly #clock: () => number;
  readonly #live =
    stdout.isTTY === true
      ? createLogUpdate(stdout as unknown as NodeJS.WriteStream, { showCursor: false })
      : undefined;
  readonly #say: (sentence: string) => void;
  readonly #tests: HeldOutTest[] = [];
  #design!: Design;
  /** While trials run. */
  #progress: Progress | undefined;
  #rows!: TrialRows;
  #isOld = false;
  #drawn = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor({ verbose, clock }: TextOptions) {
    this.#verbose = verbose;
    this.#clock = clock;
    this.#say = this.#live ?? heartbeat((sentence) => stdout.write(`${sentence}\n`), clock);
  }

  begin(design: Design): void {
    this.#design = design;
    this.#print(wrap(planLine(design)));
  }

  progress(message: string): void {
    this.#say(message);
  }

  output(text: string): void {
    this.#live?.clear();
    process.stderr.write(text);
    this.#draw();
  }

  event(event: ComparisonEvent, isOld = false): void {
    if (event.type === 'ready') return this.#ready(event.environment, isOld);
    const progress = this.#progress;
    if (progress === undefined) return;
    progress.take(event);
    if (event.type === 'tested') this.#tests.push(event);
    if (event.type === 'comparison') {
      const seconds = this.#isOld ? undefined : progress.seconds(this.#clock());
      this.#progress = undefined;
      this.#print(resultLines(this.#design, event.comparison, seconds, this.#tests).join('\n'));
      return;
    }
    for (const line of this.#linesOf(event)) this.#print(line);
    if (this.#clock() - this.#drawn > REDRAW_MS) this.#draw();
  }

  stored({ name, file, isComplete, isOld }: StoredInfo): void {
    const again = `tune resume ${name} goes on, tune show ${name} shows it`;
    const what = isComplete ? `tune show ${name} --trials shows every trial` : again;
    const old = isOld ? ' before this start; --fresh runs it again' : '';
    this.#print(wrap(`stored in ${file} as ${name}${old} · ${what}`));
  }

  async end(): Promise<void> {
    clearInterval(this.#timer);
    this.#live?.clear();
    this.#live?.done();
    await write('');
  }

  #ready(environment: readonly EnvironmentInfo[], isOld: boolean): void {
    this.#live?.clear();
    const lines = alignColumns(environment.map(({ label, value }) => [label, value]));
    if (lines.length > 0) stdout.write(`${lines.join('\n')}\n`);
    this.#progress = new Progress(this.#design, this.#clock());
    this.#rows = new TrialRows(this.#design);
    this.#isOld = isOld;
    if (isOld) return;
    if (this.#verbose > 0) stdout.write(`\n${this.#rows.head()}\n`);
    this.#draw();
    // The time left counts on between the reports of a long trial.
    if (this.#live !== undefined) this.#timer = setInterval(() => this.#draw(), 1000).unref();
  }

  /** What an event adds above the live view. */
  #linesOf(event: ComparisonEvent): readonly string[] {
    switch (event.type) {
      case 'trial-ended': {
        const { line, isBest } = this.#rows.row(event);
        return this.#verbose === 2 || (this.#verbose === 1 && isBest) ? [line] : [];
      }
      case 'resumed': {
        this.#rows.goOn(event);
        const { label, ended, changes } = event;
        // Another process has only just begun it.
        const resumed =
          ended === 0 ? [] : [` ${label}: resumes after ${countOf(ended, 'stored trial')}.`];
        return [
          ...resumed,
          ...changes.map(({ label: what, before, now }) =>
            wrap(` ${what} was ${before} and is ${now}: later trials may differ.`),
          ),
        ];
      }
      case 'trial-lost':
        return [` ${event.label}: trial ${event.trial.number} was taken over by another process.`];
      case 'stopped':
        return [` ${event.label}: ${event.reason}.`];
      case 'exhausted':
        return [` ${event.label}: the space is used up; there is no further point.`];
      case 'gave-up': {
        const { label, failures } = event;
        return [` ${label}: ${failures} trials in a row have failed; it gets no more.`];
      }
      case 'strategy-failed': {
        const { label, error } = event;
        const reason = error instanceof Error ? error.message : String(error);
        return [` ${label} ended with an error: ${reason}`];
      }
      case 'test-started': {
        const on = this.#design.objective.test?.().description ?? 'new data';
        return [` ${event.label}: its best is tested on ${on}`];
      }
      default:
        return [];
    }
  }

  #draw(): void {
    if (this.#live === undefined || this.#progress === undefined) return;
    this.#drawn = this.#clock();
    this.#live(liveView(this.#design, this.#progress, this.#drawn));
  }

  /** A line above the live view, which stays. */
  #print(text: string): void {
    this.#live?.clear();
    stdout.write(`${text}\n`);
    this.#draw();
  }
}
