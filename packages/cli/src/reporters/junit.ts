import type {
  CheckedClaim,
  Comparison,
  ComparisonEvent,
  PairVerdict,
  StrategySummary,
} from '@tune/compare';
import { ANSWER_WORDS } from '../claims/claim-text.ts';
import { formatValue } from './format.ts';
import type { OutputFile } from './output-file.ts';
import type { Reporter } from './reporter.ts';
import { verdictText } from './verdict.ts';
import { documentOf, element, type Xml } from './xml.ts';

/** A failed trial in the output of its strategy. */
interface Failure {
  readonly label: string;
  readonly text: string;
}

/** More failed trials of a strategy than this are counted, not listed. */
const MOST_FAILURES = 50;

/**
 * A report for CI systems. A test case is: each strategy, which fails if it has no value or was ended by an
 * error; each claim about the leader and another strategy, which is skipped while it cannot be told; and each
 * thing that had to hold.
 */
export function junitReporter(file: OutputFile, named = ''): Reporter {
  const failures: Failure[] = [];
  const ended = new Map<string, string>();
  const began = new Date();
  let comparison: Comparison | undefined;
  let checked: readonly CheckedClaim[] = [];
  return {
    begin(design, name) {
      named = name ?? design.objective.name;
    },
    event(event) {
      if (event.type === 'comparison') ({ comparison } = event);
      const failure = failureOf(event);
      if (failure !== undefined) failures.push(failure);
      const end = endOf(event);
      if (end !== undefined) ended.set(end.label, end.text);
    },
    claims: (all) => void (checked = all),
    end() {
      const cases =
        comparison === undefined
          ? [noResult(named)]
          : casesOf(named || comparison.objective, comparison, failures, ended, checked);
      const seconds = comparison === undefined ? 0 : secondsOf(comparison);
      file.write(suiteOf(named || (comparison?.objective ?? 'tune'), cases, began, seconds));
      file.close();
    },
  };
}

interface Case {
  readonly classname: string;
  readonly name: string;
  readonly seconds?: number;
  readonly result?: { readonly kind: 'failure' | 'error' | 'skipped'; readonly message: string };
  readonly output?: string;
}

const noResult = (named: string): Case => ({
  ...{ classname: named || 'tune', name: 'the comparison' },
  result: { kind: 'error', message: 'it ended before there was anything to compare' },
});

function casesOf(
  named: string,
  comparison: Comparison,
  failures: readonly Failure[],
  ended: ReadonlyMap<string, string>,
  checked: readonly CheckedClaim[],
): readonly Case[] {
  const { strategies, verdict, leader } = comparison;
  const leading = verdict.pairs.filter(({ first }) => first === leader);
  return [
    ...strategies.map((strategy) =>
      strategyCase(
        named,
        strategy,
        ended.get(strategy.name),
        failures.filter(({ label }) => label === strategy.name),
      ),
    ),
    ...leading.map((pair) => pairCase(named, pair, verdictText(comparison))),
    ...checked.map((one) => claimCase(named, one)),
  ];
}

function strategyCase(
  named: string,
  { name, median, suggestSeconds, evaluateSeconds, measured, failed }: StrategySummary,
  end: string | undefined,
  failures: readonly Failure[],
): Case {
  const value = median === null ? 'no value' : `median ${formatValue(median)}`;
  const listed = failures.slice(0, MOST_FAILURES).map(({ text }) => text);
  const more = failures.length - listed.length;
  const lines = [
    `${value}, ${measured} trials, ${failed} of them failed`,
    ...listed,
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
  const message = end ?? (median === null ? 'none of its trials was complete' : undefined);
  return {
    ...{ classname: named, name, seconds: suggestSeconds + evaluateSeconds },
    ...(message === undefined ? {} : { result: { kind: 'error', message } }),
    output: lines.join('\n'),
  };
}

/** The name stays while the answer changes, so that CI systems can follow it. */
function pairCase(named: string, { first, second, answer }: PairVerdict, sentence: string): Case {
  const isOpen = answer === 'unknown' || answer === 'worse';
  return {
    ...{ classname: named, name: `${first} against ${second}` },
    ...(isOpen ? { result: { kind: 'skipped', message: ANSWER_WORDS.unknown } } : {}),
    output: sentence,
  };
}

function claimCase(named: string, { claim, answer, reason }: CheckedClaim): Case {
  const message = `${ANSWER_WORDS[answer]}: ${reason}`;
  return {
    ...{ classname: `${named} has to hold`, name: claim },
    ...(answer === 'holds' ? { output: reason } : { result: { kind: 'failure', message } }),
  };
}

/** Why a strategy came to its end. */
function endOf(event: ComparisonEvent): Failure | undefined {
  if (event.type === 'strategy-failed') {
    const { label, error } = event;
    return { label, text: error instanceof Error ? error.message : String(error) };
  }
  if (event.type !== 'gave-up') return undefined;
  return { label: event.label, text: `${event.failures} trials in a row have failed` };
}

function failureOf(event: ComparisonEvent): Failure | undefined {
  if (event.type !== 'trial-ended' || event.trial.state !== 'failed') return undefined;
  const { label, repeat, trial } = event;
  const { outcome } = trial;
  const reason = outcome === undefined || outcome.state === 'complete' ? '' : outcome.reason;
  const text = `repeat ${repeat}, trial ${trial.number} failed: ${reason} at ${JSON.stringify(trial.point)}`;
  return { label, text };
}

const secondsOf = ({ strategies }: Comparison): number =>
  strategies.reduce((sum, one) => sum + one.suggestSeconds + one.evaluateSeconds, 0);

function suiteOf(named: string, cases: readonly Case[], began: Date, seconds: number): string {
  const count = (kind: string): number =>
    cases.filter(({ result }) => result?.kind === kind).length;
  const totals = {
    ...{ tests: cases.length, failures: count('failure'), errors: count('error') },
    time: seconds.toFixed(3),
  };
  const suite = element(
    'testsuite',
    { name: named, ...totals, skipped: count('skipped'), timestamp: began.toISOString() },
    cases.map(caseXml),
  );
  return documentOf(element('testsuites', { name: 'tune', ...totals }, [suite]));
}

function caseXml({ classname, name, seconds = 0, result, output }: Case): Xml {
  const children = [
    ...(result === undefined ? [] : [element(result.kind, { message: result.message })]),
    ...(output === undefined ? [] : [element('system-out', {}, [output])]),
  ];
  return element('testcase', { classname, name, time: seconds.toFixed(3) }, children);
}
