import type { ComparisonEvent, Design, HeldOutTest } from '@tune/compare';
import type { EnvironmentInfo } from '@tune/core';
import { logOutput, write, writePainted } from '../process/output.ts';
import { paint, type Line } from '../terminal/line.ts';
import { isInteractive, LiveLines } from '../terminal/live-lines.ts';
import { alignPairs } from '../terminal/table.ts';
import { wrap } from '../terminal/width.ts';
import { countOf } from './format.ts';
import { heartbeat } from './heartbeat.ts';
import { liveView, planLine } from './live-view.ts';
import { Progress } from './progress.ts';
import type { Reporter, StoredInfo } from './reporter.ts';
import { resultLines } from './result.ts';
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
  readonly #live = isInteractive() ? new LiveLines(() => this.#liveLines()) : undefined;
  readonly #say: (sentence: string) => void;
  readonly #tests: HeldOutTest[] = [];
  #design!: Design;
  /** While trials run. */
  #progress: Progress | undefined;
  #rows!: TrialRows;
  #isOld = false;
  /** The last sentence of a set-up step. */
  #setUp = '';
  #drawn = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor({ verbose, clock }: TextOptions) {
    this.#verbose = verbose;
    this.#clock = clock;
    this.#say = heartbeat((sentence) => this.#print(...wrap(sentence)), clock);
  }

  begin(design: Design): void {
    this.#design = design;
    this.#print(...wrap(planLine(design)));
  }

  progress(message: string): void {
    if (this.#live === undefined) return this.#say(message);
    this.#setUp = message;
    this.#draw();
  }

  output(text: string): void {
    logOutput(text);
  }

  event(event: ComparisonEvent, isOld = false): void {
    if (event.type === 'ready') return this.#ready(event.environment, isOld);
    const progress = this.#progress;
    if (progress === undefined) return;
    progress.take(event);
    if (event.type === 'tested') this.#tests.push(event);
    if (event.type === 'comparison') {
      const seconds = this.#isOld ? undefined : progress.seconds(this.#clock());
      this.#hide();
      this.#print(...resultLines(this.#design, event.comparison, seconds, this.#tests));
      return;
    }
    this.#print(...this.#linesOf(event));
    if (this.#clock() - this.#drawn > REDRAW_MS) this.#draw();
  }

  stored({ name, file, isComplete, isOld }: StoredInfo): void {
    const again = `tune resume ${name} goes on, tune show ${name} shows it`;
    const what = isComplete ? `tune show ${name} --trials shows every trial` : again;
    const old = isOld ? ' before this start; --fresh runs it again' : '';
    this.#print(...wrap(`stored in ${file} as ${name}${old} · ${what}`));
  }

  async end(): Promise<void> {
    this.#hide();
    await write('');
  }

  #ready(environment: readonly EnvironmentInfo[], isOld: boolean): void {
    this.#setUp = '';
    this.#live?.clear();
    this.#print(...alignPairs(environment.map(({ label, value }) => [label, value])));
    this.#progress = new Progress(this.#design, this.#clock());
    this.#rows = new TrialRows(this.#design);
    this.#isOld = isOld;
    if (isOld) return;
    if (this.#verbose > 0) this.#print('', this.#rows.head());
    this.#draw();
    // The time left counts on between the reports of a long trial.
    if (this.#live !== undefined) this.#timer = setInterval(() => this.#draw(), 1000).unref();
  }

  /** What an event adds above the live view. */
  #linesOf(event: ComparisonEvent): readonly Line[] {
    switch (event.type) {
      case 'trial-ended': {
        const { lines, isBest } = this.#rows.row(event);
        return this.#verbose === 2 || (this.#verbose === 1 && isBest) ? lines : [];
      }
      case 'resumed': {
        this.#rows.goOn(event);
        const { label, ended, changes } = event;
        // Another process has only just begun it.
        const resumed =
          ended === 0 ? [] : [` ${label}: resumes after ${countOf(ended, 'stored trial')}.`];
        const changed = changes.map(
          ({ label: what, before, now }) =>
            ` ${what} was ${before} and is ${now}: later trials may differ.`,
        );
        return sentences(...resumed, ...changed);
      }
      case 'trial-lost':
        return sentences(
          ` ${event.label}: trial ${event.trial.number} was taken over by another process.`,
        );
      case 'stopped':
        return sentences(` ${event.label}: ${event.reason}.`);
      case 'exhausted':
        return sentences(` ${event.label}: the space is used up; there is no further point.`);
      case 'gave-up': {
        const { label, failures } = event;
        return sentences(` ${label}: ${failures} trials in a row have failed; it gets no more.`);
      }
      case 'strategy-failed': {
        const { label, error } = event;
        const reason = error instanceof Error ? error.message : String(error);
        return sentences(...` ${label} ended with an error: ${reason}`.split('\n'));
      }
      case 'test-started': {
        const on = this.#design.objective.test?.().description ?? 'new data';
        return sentences(` ${event.label}: its best is tested on ${on}`);
      }
      default:
        return [];
    }
  }

  #draw(): void {
    if (this.#progress === undefined && this.#setUp === '') return;
    this.#drawn = this.#clock();
    this.#live?.draw();
  }

  #liveLines(): Line[] {
    if (this.#progress === undefined) return [this.#setUp];
    return liveView(this.#design, this.#progress, this.#clock());
  }

  #hide(): void {
    clearInterval(this.#timer);
    this.#progress = undefined;
    this.#setUp = '';
    this.#live?.clear();
  }

  /** Lines above the live view, which stay. */
  #print(...lines: readonly Line[]): void {
    if (lines.length > 0) writePainted(`${lines.map(paint).join('\n')}\n`);
  }
}

const sentences = (...texts: readonly string[]): string[] => texts.flatMap((text) => wrap(text));
