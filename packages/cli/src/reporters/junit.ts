import type { CheckedClaim, Comparison, PairVerdict, StrategySummary } from '@tune/compare';
import { ANSWER_WORDS } from '../claims/claim-text.ts';
import { collector, type Collected, type Fault, type Part } from './collector.ts';
import { countOf, formatValue } from './format.ts';
import type { OutputFile } from './output-file.ts';
import { problemsVerdict } from './problems-result.ts';
import type { Reporter } from './reporter.ts';
import { verdictText } from './verdict.ts';
import { documentOf, element, type Xml } from './xml.ts';

/** More failed trials of a strategy than this are counted, not listed. */
const MOST_FAILURES = 50;

/**
 * A report for CI systems. A test case is: each strategy, which fails if it has no value or was ended by an
 * error; each claim about the leader and another strategy, which is skipped while it cannot be told; and each
 * thing that had to hold.
 *
 * @param name  of a comparison that is only read
 */
export function junitReporter(file: OutputFile, name?: string): Reporter {
  const began = new Date();
  return collector((collected) => {
    file.write(reportOf(collected, began));
    file.close();
  }, name);
}

interface Case {
  readonly classname: string;
  readonly name: string;
  readonly seconds?: number;
  readonly result?: { readonly kind: 'failure' | 'error' | 'skipped'; readonly message: string };
  readonly output?: string;
}

interface Suite {
  readonly name: string;
  readonly cases: readonly Case[];
}

function reportOf({ parts, problems, checked }: Collected, began: Date): string {
  const suites: Suite[] = parts.map((part) => ({ name: part.name, cases: casesOf(part) }));
  if (problems !== undefined) {
    const sentence = problemsVerdict(problems);
    const name = `all ${countOf(parts.length, 'problem')}`;
    const leading = problems.pairs.filter(({ first }) => first === problems.leader);
    suites.push({ name, cases: leading.map((pair) => pairCase(name, pair, sentence)) });
  }
  if (checked.length > 0) {
    suites.push({ name: 'what has to hold', cases: checked.map(claimCase) });
  }
  const seconds = parts.reduce((sum, { comparison }) => sum + secondsOf(comparison), 0);
  const totals = { ...countsOf(suites.flatMap(({ cases }) => cases)), time: seconds.toFixed(3) };
  return documentOf(
    element(
      'testsuites',
      { name: 'tune', ...totals },
      suites.map((suite) => suiteXml(suite, began)),
    ),
  );
}

function casesOf({ name, metric, comparison, failures, ended }: Part): readonly Case[] {
  if (comparison === undefined) {
    const message = 'it ended before there was anything to compare';
    return [{ classname: name, name: 'the comparison', result: { kind: 'error', message } }];
  }
  const { strategies, verdict, leader } = comparison;
  const leading = verdict.pairs.filter(({ first }) => first === leader);
  const own = (faults: readonly Fault[], strategy: StrategySummary): readonly string[] =>
    faults.flatMap(({ label, text }) => (label === strategy.name ? [text] : []));
  return [
    ...strategies.map((one) => strategyCase(name, one, own(ended, one), own(failures, one))),
    ...leading.map((pair) => pairCase(name, pair, verdictText(comparison, metric))),
  ];
}

function strategyCase(
  classname: string,
  { name, median, suggestSeconds, evaluateSeconds, measured, failed }: StrategySummary,
  ended: readonly string[],
  failures: readonly string[],
): Case {
  const value = median === null ? 'no value' : `median ${formatValue(median)}`;
  const listed = failures.slice(0, MOST_FAILURES);
  const more = failures.length - listed.length;
  const output = [
    `${value}, ${countOf(measured, 'trial')}, ${failed} of them failed`,
    ...listed,
    ...(more > 0 ? [`and ${more} more`] : []),
  ].join('\n');
  const [message = median === null ? 'none of its trials was complete' : undefined] = ended;
  return {
    ...{ classname, name, seconds: suggestSeconds + evaluateSeconds, output },
    ...(message === undefined ? {} : { result: { kind: 'error', message } }),
  };
}

/** The name stays while the answer changes, so that CI systems can follow it. */
function pairCase(
  classname: string,
  { first, second, answer }: Pick<PairVerdict, 'first' | 'second' | 'answer'>,
  output: string,
): Case {
  const isOpen = answer === 'unknown' || answer === 'worse';
  return {
    ...{ classname, name: `${first} against ${second}`, output },
    ...(isOpen ? { result: { kind: 'skipped', message: ANSWER_WORDS.unknown } } : {}),
  };
}

function claimCase({ claim, answer, reason }: CheckedClaim): Case {
  const message = `${ANSWER_WORDS[answer]}: ${reason}`;
  return {
    ...{ classname: 'what has to hold', name: claim },
    ...(answer === 'holds' ? { output: reason } : { result: { kind: 'failure', message } }),
  };
}

const secondsOf = (comparison: Comparison | undefined): number =>
  comparison?.strategies.reduce((sum, one) => sum + one.suggestSeconds + one.evaluateSeconds, 0) ??
  0;

function countsOf(cases: readonly Case[]) {
  const count = (kind: string): number =>
    cases.filter(({ result }) => result?.kind === kind).length;
  return {
    ...{ tests: cases.length, failures: count('failure'), errors: count('error') },
    skipped: count('skipped'),
  };
}

function suiteXml({ name, cases }: Suite, began: Date): Xml {
  const seconds = cases.reduce((sum, one) => sum + (one.seconds ?? 0), 0);
  const attributes = { name, ...countsOf(cases), time: seconds.toFixed(3) };
  return element(
    'testsuite',
    { ...attributes, timestamp: began.toISOString() },
    cases.map(caseXml),
  );
}

function caseXml({ classname, name, seconds = 0, result, output }: Case): Xml {
  const children = [
    ...(result === undefined ? [] : [element(result.kind, { message: result.message })]),
    ...(output === undefined ? [] : [element('system-out', {}, [output])]),
  ];
  return element('testcase', { classname, name, time: seconds.toFixed(3) }, children);
}
