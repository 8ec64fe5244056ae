import type { CheckedClaim, ComparisonEvent, Design, Run } from '@tune/compare';
import { jsonLine, write, writeJson, type JsonRecord } from '../process/output.ts';
import type { OutputFile } from './output-file.ts';
import type { Reporter } from './reporter.ts';
import { trialFields } from './trial-fields.ts';

/**
 * One event a line, for programs, on stdout or in a file. `docs/reference/events.schema.json` is the shape
 * that they may rely on.
 *
 * @param named  what a person calls the comparison, if `begin` does not come
 */
export function jsonReporter(file?: OutputFile, named = ''): Reporter {
  const put = (line: JsonRecord | undefined): void => {
    if (line === undefined) return;
    // A slow reader fills the stream's buffer; `end` waits for it.
    if (file === undefined) void writeJson(line);
    else file.write(jsonLine(line));
  };
  return {
    begin(design, name) {
      named = name ?? design.objective.name;
      put(beginLine(design, name));
    },
    event: (event) => put(lineOf(event, named)),
    problems: (comparison, isComplete) =>
      put({ type: 'problems', name: named.split('/')[0], isComplete, ...comparison }),
    claims: (checked) => checked.forEach((one) => put(claimLine(one))),
    check: (check) => put({ type: 'check', ...check }),
    async end() {
      if (file === undefined) await write('');
      file?.close();
    },
  };
}

const claimLine = (checked: CheckedClaim): JsonRecord => ({ type: 'claim', ...checked });

const beginLine = (
  { objective, contenders, trials, repeats, seed, pruner, untilDecided }: Design,
  name: string | undefined,
): JsonRecord => ({
  type: 'begin',
  ...{ name: name ?? null, objective: objective.name },
  ...(objective.preset === undefined ? {} : { preset: objective.preset }),
  ...(objective.metric === undefined ? {} : { metric: objective.metric }),
  direction: objective.direction,
  strategies: contenders.map(({ label }) => label),
  ...{ trials, repeats, isUntilDecided: untilDecided === true, seed },
  ...(pruner === undefined ? {} : { pruner: pruner.name }),
});

function lineOf(event: ComparisonEvent, named: string): JsonRecord | undefined {
  /** Which run it is about. */
  const runOf = ({ label, repeat }: Run) => ({
    study: `${named}/${label}/${repeat}`,
    ...{ strategy: label, repeat },
  });
  switch (event.type) {
    case 'ready':
      return { type: 'ready', environment: event.environment };
    case 'plan':
      return { ...event };
    case 'resumed': {
      const { ended, best, changes } = event;
      const { number, value, point } = best ?? {};
      const top = best === undefined ? null : { number, value, point };
      return { type: 'resumed', ...runOf(event), ended, best: top, changes };
    }
    case 'trial-started': {
      const { number, attempt, point, seed } = event.trial;
      return { type: 'trial-started', ...runOf(event), number, attempt, point, seed };
    }
    case 'trial-reported': {
      const { number, step, value, total } = event;
      const of = total === undefined ? {} : { total };
      return { type: 'report', ...runOf(event), number, step, value, ...of };
    }
    case 'trial-ended': {
      const { trial, improved } = event;
      return { type: 'trial', ...runOf(event), ...trialFields(trial), improved };
    }
    case 'trial-lost':
      return { type: 'trial-lost', ...runOf(event), number: event.trial.number };
    case 'stopped':
      return { type: 'stopped', ...runOf(event), reason: event.reason };
    case 'exhausted':
      return { type: 'exhausted', ...runOf(event) };
    case 'gave-up':
      return { type: 'gave-up', ...runOf(event), failures: event.failures };
    case 'strategy-failed': {
      const { repeat: _, ...failure } = event.failure;
      return { type: 'strategy-failed', ...runOf(event), ...failure };
    }
    case 'test-started':
      return { type: 'test-started', ...runOf(event), description: event.description };
    case 'tested': {
      const { label: _, repeat: __, type, ...result } = event;
      return { type, ...runOf(event), ...result };
    }
    case 'comparison': {
      const { comparison, isComplete } = event;
      return { type: 'comparison', name: named, isComplete, ...comparison };
    }
  }
}
