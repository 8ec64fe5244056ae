import type { CheckedClaim, Comparison, ComparisonEvent, ProblemsComparison } from '@tune/compare';
import { failureLines } from './failure-lines.ts';
import type { Reporter } from './reporter.ts';

/** Something that went wrong with a strategy. */
export interface Fault {
  readonly label: string;
  readonly text: string;
}

/** What happened on one objective. */
export interface Part {
  /** What a person calls it. */
  readonly name: string;
  readonly metric: string | undefined;
  /** Undefined if it ended before there was anything to compare. */
  comparison: Comparison | undefined;
  /** Failed trials. */
  readonly failures: Fault[];
  /** Why strategies came to their end. */
  readonly ended: Fault[];
}

/** All that a report at the end needs. */
export interface Collected {
  /** One for each objective. */
  readonly parts: readonly Part[];
  /** Over all objectives, if they are several. */
  readonly problems: ProblemsComparison | undefined;
  readonly checked: readonly CheckedClaim[];
}

/**
 * Keeps what a report at the end needs.
 * @param report  writes it
 * @param name  of a comparison that is only read, for which `begin` does not come
 */
export function collector(report: (collected: Collected) => void, name?: string): Reporter {
  const parts: Part[] = [];
  let problems: ProblemsComparison | undefined;
  let checked: readonly CheckedClaim[] = [];
  const add = (named: string, metric?: string): Part => {
    const part = { name: named, metric, comparison: undefined, failures: [], ended: [] };
    parts.push(part);
    return part;
  };
  if (name !== undefined) add(name);
  return {
    begin: ({ objective }, named) => void add(named ?? objective.name, objective.metric),
    event(event) {
      const part = parts.at(-1);
      if (part === undefined) return;
      if (event.type === 'comparison') ({ comparison: part.comparison } = event);
      part.failures.push(...failuresOf(event));
      part.ended.push(...endsOf(event));
    },
    problems: (comparison) => void (problems = comparison),
    claims: (all) => void (checked = all),
    end: () => report({ parts, problems, checked }),
  };
}

function endsOf(event: ComparisonEvent): readonly Fault[] {
  if (event.type === 'strategy-failed') {
    const { label, failure } = event;
    const [first = '', ...more] = failureLines(label, failure);
    return [{ label, text: [first.slice(`${label} `.length), ...more].join('\n') }];
  }
  if (event.type !== 'gave-up') return [];
  return [{ label: event.label, text: `${event.failures} trials in a row have failed` }];
}

function failuresOf(event: ComparisonEvent): readonly Fault[] {
  if (event.type !== 'trial-ended' || event.trial.state !== 'failed') return [];
  const { label, repeat, trial } = event;
  const { outcome, number, point } = trial;
  const reason = outcome === undefined || outcome.state === 'complete' ? '' : outcome.reason;
  const at = JSON.stringify(point);
  return [{ label, text: `repeat ${repeat}, trial ${number} failed: ${reason} at ${at}` }];
}
