import type {
  CheckedClaim,
  Comparison,
  ComparisonEvent,
  Design,
  ProblemsComparison,
  SelfCheck,
} from '@tune/compare';
import type { EnvironmentInfo } from '@tune/core';
import { claimText } from '../claims/claim-text.ts';
import { logOutput, terminalWidth, write, writePainted } from '../process/output.ts';
import { factLines } from '../terminal/facts.ts';
import { paint, type Line } from '../terminal/line.ts';
import { isInteractive, LiveLines } from '../terminal/live-lines.ts';
import { alignPairs } from '../terminal/table.ts';
import { wrap } from '../terminal/width.ts';
import { checkLines } from './check.ts';
import { failureLines } from './failure-lines.ts';
import { countOf } from './format.ts';
import { heartbeat } from './heartbeat.ts';
import { liveView, planLine } from './live-view.ts';
import { problemsLines } from './problems-result.ts';
import { Progress } from './progress.ts';
import type { Reporter, StoredInfo } from './reporter.ts';
import { resultLines } from './result.ts';
import { TrialRows } from './trial-rows.ts';

export interface TextOptions {
  /** Rows: 2 every trial, 1 new bests, 0 none. */
  readonly verbose: number;
  readonly clock: () => number;
  /** The words of the command that makes the same comparison. */
  readonly command: () => readonly string[];
}

/** How often a terminal is redrawn at most. */
const REDRAW_MS = 100;

/** For people: rows that stay, and on a terminal a view below them that is redrawn. */
export const textReporter = (options: TextOptions): Reporter => new TextReporter(options);

class TextReporter implements Reporter {
  readonly #verbose: number;
  readonly #command: () => readonly string[];
  readonly #clock: () => number;
  readonly #live = isInteractive() ? new LiveLines(() => this.#liveLines()) : undefined;
  readonly #say: (sentence: string) => void;
  #design!: Design;
  #name: string | undefined;
  /** While trials run. */
  #progress: Progress | undefined;
  #rows!: TrialRows;
  #isOld = false;
  /** A choice has been scored. */
  #isTesting = false;
  /** The last sentence of a set-up step. */
  #setUp = '';
  /** What computes, until it is printed. */
  #head: readonly (readonly [label: string, value: string])[] | undefined;
  #drawn = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor({ verbose, clock, command }: TextOptions) {
    this.#verbose = verbose;
    this.#command = command;
    this.#clock = clock;
    this.#say = heartbeat((sentence) => this.#print(...wrap(sentence)), clock);
  }

  begin(design: Design, name: string | undefined): void {
    this.#design = design;
    this.#name = name;
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
    if (event.type === 'plan') return this.#plan(event);
    this.#start();
    const progress = this.#progress;
    if (progress === undefined) return;
    progress.take(event);
    if (event.type === 'comparison') {
      const seconds = this.#isOld ? undefined : progress.seconds(this.#clock());
      this.#hide();
      const { objective } = this.#design;
      const { comparison, isComplete } = event;
      const { metric, steps } = objective;
      const view = { comparison, isComplete, seconds, name: this.#name, command: this.#command() };
      this.#print(...resultLines({ ...view, metric, steps }));
      return;
    }
    this.#print(...this.#linesOf(event));
    if (this.#clock() - this.#drawn > REDRAW_MS) this.#draw();
  }

  problems(problems: ProblemsComparison): void {
    const labels = this.#design.contenders.map(({ label }) => label);
    this.#print(...problemsLines(problems, labels), '');
  }

  claims(checked: readonly CheckedClaim[]): void {
    this.#print('', ...checked.flatMap((one) => wrap(claimText(one))));
  }

  check(check: SelfCheck, comparison: Comparison): void {
    this.#print(...checkLines(check, comparison, terminalWidth()));
  }

  stored({ name, file, isComplete, isOld }: StoredInfo): void {
    const again = `tune resume ${name} goes on, tune show ${name} shows it`;
    const what = isComplete ? `tune show ${name} --trials shows every trial` : again;
    const old = isOld ? ' before this start; --fresh runs it again' : '';
    this.#print(
      ...factLines([['stored', `in ${file} as ${name}${old} · ${what}`]], terminalWidth()),
    );
  }

  async end(): Promise<void> {
    this.#hide();
    await write('');
  }

  #ready(environment: readonly EnvironmentInfo[], isOld: boolean): void {
    this.#setUp = '';
    this.#live?.clear();
    this.#head = environment.map(({ label, value }) => [label, value] as const);
    this.#progress = new Progress(this.#design, this.#clock());
    this.#rows = new TrialRows(this.#design);
    this.#isOld = isOld;
  }

  /** What is stored already is said with what computes. */
  #plan(plan: Plan): void {
    const text = planText(plan);
    if (text !== undefined) this.#head = [...(this.#head ?? []), ['reused', text]];
    this.#start();
  }

  /** The head of the run, once it is whole. */
  #start(): void {
    if (this.#head === undefined) return;
    this.#print(...alignPairs(this.#head));
    this.#head = undefined;
    if (this.#isOld) return;
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
        const { label, repeat, ended, changes } = event;
        const { repeats, trials } = this.#design;
        const run = repeats > 1 ? `${label}, repeat ${repeat}` : label;
        // Another process has only just begun it, or it is whole: the head says how many are.
        const isPart = ended > 0 && ended < trials;
        const resumed = isPart ? [` ${run}: resumes after ${countOf(ended, 'stored trial')}.`] : [];
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
        const { label, failure } = event;
        return sentences(...failureLines(label, failure).map((line) => ` ${line}`));
      }
      case 'test-started': {
        const isFirst = !this.#isTesting;
        this.#isTesting = true;
        return isFirst ? sentences(` each choice is scored on ${event.description}`) : [];
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

type Plan = Extract<ComparisonEvent, { readonly type: 'plan' }>;

/** `3 runs and 40 trials; 12 trials to do at least`; undefined if nothing is stored yet. */
function planText(plan: Plan): string | undefined {
  const { reusedRuns, reusedTrials, missingTrials, mostTrials } = plan;
  if (reusedTrials === 0) return undefined;
  const runs = reusedRuns === 0 ? '' : `${countOf(reusedRuns, 'run')}, `;
  const least =
    mostTrials === undefined ? '' : ` at least, ${mostTrials.toLocaleString('en-US')} at most`;
  const rest =
    missingTrials === 0 ? 'nothing is missing' : `${countOf(missingTrials, 'trial')} to do${least}`;
  return `${runs}${countOf(reusedTrials, 'trial')}; ${rest}`;
}

const sentences = (...texts: readonly string[]): string[] => texts.flatMap((text) => wrap(text));
