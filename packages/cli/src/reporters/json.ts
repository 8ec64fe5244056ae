import type { Fact, Outcome } from '@tune/core';
import type { ComparisonEvent, Design } from '@tune/compare';
import { log, logOutput, write } from '../output.ts';
import { heartbeat } from './heartbeat.ts';
import type { Reporter } from './reporter.ts';

/** One event a line on stdout, for programs; what is for people goes to stderr. */
export function jsonReporter(): Reporter {
  return {
    begin: ({ objective, contenders }: Design) =>
      log(`${objective.name}: ${contenders.map(({ label }) => label).join(', ')}`),
    progress: heartbeat(log),
    output: logOutput,
    ready: (facts: readonly Fact[]) =>
      facts.forEach(({ label, value }) => log(`${label}  ${value}`)),
    async event(event) {
      const line = lineOf(event);
      if (line !== undefined) await write(`${JSON.stringify(line)}\n`);
    },
    stored: ({ name, file }) => log(`stored in ${file} as ${name}`),
    end: () => undefined,
  };
}

/** The shape that programs may rely on. */
function lineOf(event: ComparisonEvent): object | undefined {
  switch (event.type) {
    case 'trial-ended': {
      const { number, state, value, point, meta, outcome, seed, suggestSeconds, evaluateSeconds } =
        event.trial;
      return {
        type: 'trial',
        strategy: event.label,
        repeat: event.repeat,
        number,
        state,
        value: value ?? null,
        point,
        meta: meta ?? null,
        seed,
        improved: event.improved,
        suggestSeconds,
        evaluateSeconds,
        ...(outcome?.metrics === undefined ? {} : { metrics: outcome.metrics }),
        ...(outcome !== undefined && 'reason' in outcome ? reasonOf(outcome) : {}),
      };
    }
    case 'trial-reported': {
      const { label: strategy, repeat, number, step, value, total } = event;
      return { type: 'report', strategy, repeat, number, step, value, ...(total ? { total } : {}) };
    }
    case 'resumed': {
      const { label: strategy, repeat, trials, changes } = event;
      return { type: 'resumed', strategy, repeat, trials, changes };
    }
    case 'stopped':
      return { type: 'stopped', strategy: event.label, repeat: event.repeat, reason: event.reason };
    case 'exhausted':
      return { type: 'exhausted', strategy: event.label, repeat: event.repeat };
    case 'gave-up':
      return {
        type: 'gave-up',
        strategy: event.label,
        repeat: event.repeat,
        failures: event.failures,
      };
    case 'strategy-failed':
      return {
        type: 'strategy-failed',
        strategy: event.label,
        repeat: event.repeat,
        reason: event.error instanceof Error ? event.error.message : String(event.error),
      };
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

/** Why a trial has no value; a pruned one has a last intermediate value instead. */
const reasonOf = ({ reason, stack, value }: Exclude<Outcome, { state: 'complete' }>) => ({
  reason,
  ...(stack === undefined ? {} : { stack }),
  ...(value === undefined ? {} : { lastValue: value }),
});
