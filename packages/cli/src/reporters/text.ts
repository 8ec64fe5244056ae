import type { Design, FinalTest } from '@tune/compare';
import { createLogUpdate } from 'log-update';
import { stdout } from '../output.ts';
import { countOf } from './format.ts';
import { heartbeat } from './heartbeat.ts';
import { liveView, planLine } from './live-view.ts';
import { Progress } from './progress.ts';
import type { Reporter } from './reporter.ts';
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
export function textReporter({ verbose, clock }: TextOptions): Reporter {
  const stream = stdout;
  const live =
    stream.isTTY === true
      ? createLogUpdate(stream as unknown as NodeJS.WriteStream, { showCursor: false })
      : undefined;
  let design: Design;
  let progress: Progress | undefined;
  let rows: TrialRows;
  let old = false;
  const tests: FinalTest[] = [];
  let drawn = 0;
  let timer: NodeJS.Timeout | undefined;

  const draw = (): void => {
    if (live === undefined || progress === undefined) return;
    drawn = clock();
    live(liveView(design, progress, drawn));
  };
  /** Above the live view, for good. */
  const print = (text: string): void => {
    live?.clear();
    stream.write(`${text}\n`);
    draw();
  };

  return {
    begin(given) {
      design = given;
      print(wrap(planLine(design)));
    },
    progress: live ?? heartbeat((sentence) => stream.write(`${sentence}\n`), clock),
    output(text) {
      live?.clear();
      process.stderr.write(text);
      draw();
    },
    ready(facts, isOld = false) {
      live?.clear();
      const unique = new Map(
        facts.map(({ label, value }) => [`${label} ${value}`, [label, value]]),
      );
      if (unique.size > 0) stream.write(`${alignColumns([...unique.values()]).join('\n')}\n`);
      progress = new Progress(design, clock());
      rows = new TrialRows(design);
      old = isOld;
      if (isOld) return;
      if (verbose > 0) stream.write(`\n${rows.head()}\n`);
      draw();
      // Between the reports of a long trial the time left goes on counting.
      if (live !== undefined) timer = setInterval(draw, 1000).unref();
    },
    async event(event) {
      if (progress === undefined) return;
      progress.take(event);
      if (event.type === 'trial-ended') {
        const { line, isBest } = rows.row(event);
        if (verbose === 2 || (verbose === 1 && isBest)) print(line);
      }
      if (event.type === 'resumed') {
        rows.goOn(event);
        print(` ${event.label}: goes on behind ${countOf(event.ended, 'stored trial')}.`);
        for (const { label, before, now } of event.changes) {
          print(wrap(` ${label} was ${before} and is ${now}: later trials may differ.`));
        }
      }
      if (event.type === 'stopped') print(` ${event.label}: ${event.reason}.`);
      if (event.type === 'exhausted') {
        print(` ${event.label}: the space is used up; it has no further point.`);
      }
      if (event.type === 'gave-up') {
        print(` ${event.label}: ${event.failures} trials in a row have failed; it gets no more.`);
      }
      if (event.type === 'strategy-failed') {
        print(
          ` ${event.label} ended with an error: ${event.error instanceof Error ? event.error.message : String(event.error)}`,
        );
      }
      if (event.type === 'test-started')
        print(
          ` ${event.label}: its best is tested on ${design.objective.test?.().description ?? 'new data'}`,
        );
      if (event.type === 'tested') tests.push(event);
      if (event.type === 'comparison') {
        const seconds = old ? undefined : progress.seconds(clock());
        progress = undefined;
        print(resultLines(design, event.comparison, seconds, tests).join('\n'));
      } else if (clock() - drawn > REDRAW_MS) {
        draw();
      }
      if (stream.writableNeedDrain) await new Promise((resolve) => stream.once('drain', resolve));
    },
    stored({ name, file, isComplete, isOld }) {
      const again = `tune resume ${name} goes on, tune show ${name} shows it`;
      const what = isComplete ? `tune show ${name} --trials shows every trial` : again;
      const old = isOld ? ' before this start; --fresh runs it again' : '';
      print(wrap(`stored in ${file} as ${name}${old} · ${what}`));
    },
    end() {
      clearInterval(timer);
      live?.clear();
      live?.done();
    },
  };
}
