import type { ComparisonEvent, Design } from '@tune/compare';
import type { EnvironmentInfo, Outcome, Trial } from '@tune/core';
import { log, logOutput, write, writeJson } from '../process/output.ts';
import { heartbeat } from './heartbeat.ts';
import type { Reporter } from './reporter.ts';

/** One event a line on stdout, for programs; what is for people goes to stderr. */
export function jsonReporter(): Reporter {
  return {
    begin: ({ objective, contenders }: Design) =>
      log(`${objective.name}: ${contenders.map(({ label }) => label).join(', ')}`),
    progress: heartbeat(log),
    output: logOutput,
    event(event) {
      if (event.type === 'ready') return logEnvironment(event.environment);
      const line = lineOf(event);
      // A slow reader fills the stream's buffer; `end` waits for it.
      if (line !== undefined) void writeJson(line);
    },
    stored: ({ name, file }) => log(`stored in ${file} as ${name}`),
    end: () => write(''),
  };
}

const logEnvironment = (environment: readonly EnvironmentInfo[]): void =>
  environment.forEach(({ label, value }) => log(`${label}  ${value}`));

/** The shape that programs may rely on. */
function lineOf(event: Exclude<ComparisonEvent, { type: 'ready' }>): object | undefined {
  switch (event.type) {
    case 'trial-ended': {
      const { label: strategy, repeat, trial, improved } = event;
      return { type: 'trial', strategy, repeat, ...trialFields(trial, improved) };
    }
    case 'trial-reported': {
      const { label: strategy, repeat, number, step, value, total } = event;
      return { type: 'report', strategy, repeat, number, step, value, ...(total ? { total } : {}) };
    }
    case 'resumed': {
      const { label: strategy, repeat, trials, changes } = event;
      return { type: 'resumed', strategy, repeat, trials, changes };
    }
    case 'trial-lost': {
      const { label: strategy, repeat, trial } = event;
      return { type: 'trial-lost', strategy, repeat, number: trial.number };
    }
    case 'stopped': {
      const { label: strategy, repeat, reason } = event;
      return { type: 'stopped', strategy, repeat, reason };
    }
    case 'exhausted':
      return { type: 'exhausted', strategy: event.label, repeat: event.repeat };
    case 'gave-up': {
      const { label: strategy, repeat, failures } = event;
      return { type: 'gave-up', strategy, repeat, failures };
    }
    case 'strategy-failed': {
      const { label: strategy, repeat, error } = event;
      const reason = error instanceof Error ? error.message : String(error);
      return { type: 'strategy-failed', strategy, repeat, reason };
    }
    case 'tested': {
      const { label: strategy, type, ...result } = event;
      return { type, strategy, ...result };
    }
    case 'comparison':
      return { type: 'comparison', ...event.comparison };
    case 'trial-started':
    case 'test-started':
      return undefined;
  }
}

function trialFields(trial: Trial, improved: boolean): object {
  const { number, state, value = null, point, meta = null, seed } = trial;
  const { suggestSeconds, evaluateSeconds, outcome, interruption } = trial;
  const end = outcome ?? interruption;
  return {
    ...{ number, state, value, point, meta, seed, improved, suggestSeconds, evaluateSeconds },
    ...(end?.metrics === undefined ? {} : { metrics: end.metrics }),
    ...(end === undefined || end.state === 'complete' ? {} : reasonFields(end)),
  };
}

/** Why a trial has no value; a pruned one has a last intermediate value instead. */
const reasonFields = ({ reason, stack, value }: Exclude<Outcome, { state: 'complete' }>) => ({
  reason,
  ...(stack === undefined ? {} : { stack }),
  ...(value === undefined ? {} : { lastValue: value }),
});
