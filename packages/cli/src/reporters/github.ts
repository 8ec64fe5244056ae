import type { CheckedClaim, Comparison, StrategySummary } from '@tune/compare';
import { ANSWER_WORDS, claimText } from '../claims/claim-text.ts';
import { log } from '../process/output.ts';
import { visible } from '../terminal/visible.ts';
import { formatSeconds, formatValue } from './format.ts';
import { appendText } from './output-file.ts';
import type { Reporter } from './reporter.ts';
import { verdictText } from './verdict.ts';

/** Where GitHub wants the summary of a step. */
const SUMMARY = 'GITHUB_STEP_SUMMARY';

/**
 * For GitHub Actions: a Markdown summary of the step, and the verdict and what had to hold as annotations.
 * GitHub reads their commands from stderr too, so that stdout keeps what other reporters write.
 */
export function githubReporter(named = '', env: NodeJS.ProcessEnv = process.env): Reporter {
  let comparison: Comparison | undefined;
  let checked: readonly CheckedClaim[] = [];
  const ended: string[] = [];
  return {
    begin(design, name) {
      named = name ?? design.objective.name;
    },
    event(event) {
      if (event.type === 'comparison') ({ comparison } = event);
      if (event.type === 'strategy-failed') {
        const reason = event.error instanceof Error ? event.error.message : String(event.error);
        ended.push(`${event.label} ended with an error: ${reason}`);
      } else if (event.type === 'gave-up') {
        ended.push(`${event.label}: ${event.failures} trials in a row have failed`);
      }
    },
    claims: (all) => void (checked = all),
    end() {
      for (const text of new Set(ended)) log(command('error', named, text));
      if (comparison === undefined) return;
      const title = named || comparison.objective;
      log(command('notice', title, verdictText(comparison)));
      for (const one of checked) {
        log(command(one.answer === 'holds' ? 'notice' : 'error', title, claimText(one)));
      }
      const file = env[SUMMARY];
      if (file) appendText(file, summaryOf(title, comparison, checked), file);
      else log(`${SUMMARY} is not set, so no summary is written`);
    },
  };
}

/** A workflow command, with what would end or begin one escaped. */
export function command(kind: 'notice' | 'error', title: string, text: string): string {
  const data = (value: string): string =>
    value.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const property = data(title).replaceAll(':', '%3A').replaceAll(',', '%2C');
  return `::${kind} title=${property}::${data(text)}`;
}

/** Text of others in Markdown: shown as it is, and not as markup. */
const plain = (text: string): string =>
  visible(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*_{}[\]()#+!|~@]/g, (character) => `&#${character.charCodeAt(0)};`);

type Column = readonly [head: string, cell: (strategy: StrategySummary) => string];

const shown = (value: number | null | undefined): string =>
  value === null || value === undefined ? '-' : formatValue(value);

const SCORED: readonly Column[] = [
  ['search', ({ searchMedian }) => shown(searchMedian)],
  ['optimism', ({ optimism }) => shown(optimism)],
];

function columnsOf({ strategies }: Comparison): readonly Column[] {
  const isScored = strategies.some(({ searchMedian }) => searchMedian !== undefined);
  return [
    ['strategy', ({ name }) => name],
    ['median', ({ median }) => shown(median)],
    ...(isScored ? SCORED : []),
    ['trials', ({ measured }) => String(measured)],
    ['failed', ({ failed }) => String(failed)],
    ['choosing', ({ suggestSeconds }) => formatSeconds(suggestSeconds)],
    ['training', ({ evaluateSeconds }) => formatSeconds(evaluateSeconds)],
  ];
}

const SIGNS = { holds: '✅', fails: '❌', unknown: '❔' } as const;

function summaryOf(
  title: string,
  comparison: Comparison,
  checked: readonly CheckedClaim[],
): string {
  const columns = columnsOf(comparison);
  const row = (cells: readonly string[]): string => `| ${cells.map(plain).join(' | ')} |`;
  const bests = comparison.strategies.flatMap(({ name, bestPoint }) =>
    bestPoint === null
      ? []
      : [`- ${plain(name)}: <code>${plain(JSON.stringify(bestPoint))}</code>`],
  );
  const lines = [
    `## ${plain(title)}`,
    '',
    plain(verdictText(comparison)),
    '',
    row(columns.map(([head]) => head)),
    `| ${columns.map((_, index) => (index === 0 ? ':--' : '--:')).join(' | ')} |`,
    ...comparison.strategies.map((strategy) => row(columns.map(([, cell]) => cell(strategy)))),
    ...(checked.length === 0 ? [] : ['', '### What has to hold', '']),
    ...checked.map(
      ({ claim, answer, reason }) =>
        `- ${SIGNS[answer]} **${plain(claim)}**: ${ANSWER_WORDS[answer]}. ${plain(reason)}`,
    ),
    ...(bests.length === 0 ? [] : ['', '### Best points', '', ...bests]),
  ];
  return `${lines.join('\n')}\n\n`;
}
