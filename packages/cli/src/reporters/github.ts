import type { CheckedClaim, Comparison, StrategySummary } from '@tune/compare';
import { ANSWER_WORDS, claimText } from '../claims/claim-text.ts';
import { log } from '../process/output.ts';
import { visible } from '../terminal/visible.ts';
import { collector, type Collected, type Part } from './collector.ts';
import { formatSeconds, formatValue } from './format.ts';
import { appendText } from './output-file.ts';
import { problemsVerdict } from './problems-result.ts';
import type { Reporter } from './reporter.ts';
import { verdictText } from './verdict.ts';

/** Where GitHub wants the summary of a step. */
const SUMMARY = 'GITHUB_STEP_SUMMARY';

/**
 * For GitHub Actions: a Markdown summary of the step, and the verdict and what had to hold as annotations.
 * GitHub reads their commands from stderr too, so that stdout keeps what other reporters write.
 *
 * @param name  of a comparison that is only read
 */
export function githubReporter(name?: string, env: NodeJS.ProcessEnv = process.env): Reporter {
  return collector((collected) => {
    for (const line of commandsOf(collected)) log(line);
    const text = summaryOf(collected);
    const file = env[SUMMARY];
    if (file) appendText(file, text, file);
    else log(`${SUMMARY} is not set, so no summary is written`);
  }, name);
}

function commandsOf({ parts, problems, checked }: Collected): readonly string[] {
  const title = parts[0]?.name ?? 'tune';
  return [
    ...parts.flatMap(({ name, ended, comparison, metric }) => [
      ...new Set(ended.map(({ label, text }) => command('error', name, `${label}: ${text}`))),
      ...(comparison === undefined
        ? []
        : [command('notice', name, verdictText(comparison, metric))]),
    ]),
    ...(problems === undefined ? [] : [command('notice', 'all', problemsVerdict(problems))]),
    ...checked.map((one) =>
      command(one.answer === 'holds' ? 'notice' : 'error', title, claimText(one)),
    ),
  ];
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

const summaryOf = ({ parts, problems, checked }: Collected): string =>
  [
    ...(problems === undefined ? [] : [plain(problemsVerdict(problems)), '']),
    ...parts.flatMap(partLines),
    ...(checked.length === 0 ? [] : ['### What has to hold', '', ...checked.map(claimLine), '']),
    '',
  ].join('\n');

function partLines({ name, metric, comparison }: Part): readonly string[] {
  if (comparison === undefined) return [];
  const { strategies } = comparison;
  const columns = columnsOf(comparison);
  const row = (cells: readonly string[]): string => `| ${cells.map(plain).join(' | ')} |`;
  const bests = strategies.flatMap(({ name: label, bestPoint: point }) =>
    point === null ? [] : [`- ${plain(label)}: <code>${plain(JSON.stringify(point))}</code>`],
  );
  return [
    ...[`## ${plain(name)}`, '', plain(verdictText(comparison, metric)), ''],
    row(columns.map(([head]) => head)),
    `| ${columns.map((_, index) => (index === 0 ? ':--' : '--:')).join(' | ')} |`,
    ...strategies.map((strategy) => row(columns.map(([, cell]) => cell(strategy)))),
    ...(bests.length === 0 ? [] : ['', 'Best points:', '', ...bests]),
    '',
  ];
}

const claimLine = ({ claim, answer, reason }: CheckedClaim): string =>
  `- ${SIGNS[answer]} **${plain(claim)}**: ${ANSWER_WORDS[answer]}. ${plain(reason)}`;
