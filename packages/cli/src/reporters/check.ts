import type { Comparison, SelfCheck, Share } from '@tune/compare';
import { factLines, type Fact } from '../terminal/facts.ts';
import type { Line } from '../terminal/line.ts';
import { wrap } from '../terminal/width.ts';
import { countOf, formatSize } from './format.ts';

/** So many false winners are accepted. */
const ACCEPTED = 0.05;

/** What a comparison of a strategy with itself tells, for people. */
export function checkLines(check: SelfCheck, comparison: Comparison, width: number): Line[] {
  const { name = '' } = comparison.strategies[0] ?? {};
  const head = `Check: ${name} is compared with itself, so every winner is a false one.`;
  const facts: Fact[] = [
    [
      'one look',
      `${shareText(check.fixed)} of ${countOf(check.draws, 'relabeling')} name a winner`,
    ],
    [
      'many looks',
      `${shareText(check.peeking)} do if one looks after each repeat; 5 % are accepted`,
    ],
    ['this one', THIS_ONE[check.answer]],
    ['order', orderText(check)],
    ['trend', trendText(check)],
    ...tiesFacts(check),
    ...chanceFacts(check),
  ];
  return [
    '',
    ...wrap(head, width),
    ...factLines(facts, width),
    '',
    ...conclusions(check).flatMap((text) => wrap(text, width)),
  ];
}

const THIS_ONE = {
  better: 'names a winner',
  equal: 'calls them practically equal, as they are',
  unknown: 'names no winner, as there is none',
} as const satisfies Record<SelfCheck['answer'], string>;

/** `3.1 % (2.8 to 3.5)` */
function shareText({ share, interval: { low, high } }: Share): string {
  const percent = (part: number): string => (100 * part).toFixed(1);
  return `${percent(share)} % (95 %: ${percent(low)} to ${percent(high)})`;
}

function orderText({ order: { firstAhead, pValue, isSuspicious }, repeats }: SelfCheck): string {
  const count = firstAhead * repeats;
  const ahead = Number.isInteger(count) ? String(count) : count.toFixed(1);
  const meaning = isSuspicious ? 'more than chance' : 'chance';
  return `the run that comes first is ahead in ${ahead} of ${repeats} repeats: ${meaning} (p ${pText(pValue)})`;
}

function trendText({ trend: { correlation, pValue, isSuspicious } }: SelfCheck): string {
  if (!isSuspicious) return `runs do not drift from repeat to repeat (p ${pText(pValue)})`;
  const way = correlation > 0 ? 'worse' : 'better';
  return `runs get ${way} from repeat to repeat (p ${pText(pValue)})`;
}

function tiesFacts({ ties, withoutValue, repeats }: SelfCheck): Fact[] {
  return [
    ...(ties === 0
      ? []
      : [['ties', `equal values in ${ties} of ${repeats} repeats, which say nothing`] as const]),
    ...(withoutValue === 0
      ? []
      : [['no value', `of a run in ${withoutValue} of ${repeats} repeats`] as const]),
  ];
}

function chanceFacts({ spread, correlation, detectable, repeats }: SelfCheck): Fact[] {
  const shared =
    correlation === null || correlation < 0.1
      ? ''
      : `; they vary together (correlation ${correlation.toFixed(2)}), which pairing removes`;
  return [
    ...(spread === null
      ? []
      : [['chance', `two runs differ by ${formatSize(spread)} (1 sd)${shared}`] as const]),
    ...(detectable === null
      ? []
      : [
          [
            'finds',
            `a difference of ${formatSize(detectable)} in four of five comparisons of ${repeats} repeats`,
          ] as const,
        ]),
  ];
}

const pText = (p: number): string => (p < 0.001 ? '< 0.001' : `= ${p.toPrecision(2)}`);

/** What it means, the gravest first. */
function conclusions({ fixed, peeking, order, trend, ties, repeats }: SelfCheck): string[] {
  const isWrong = [fixed, peeking].some(({ interval }) => interval.low > ACCEPTED);
  const found = [
    ...(order.isSuspicious
      ? [
          'It matters which run comes first, so a verdict on this objective may be about that. Look for what evaluations leave behind: files, caches, a warm-up, random numbers that do not come from the seed. One fair objective in twenty looks like this by chance; another --seed tells.',
        ]
      : []),
    ...(isWrong ? ['More than 5 % false winners: do not rely on a verdict here.'] : []),
    ...(trend.isSuspicious
      ? [
          'Values drift while the comparison runs. Pairs within a repeat are still fair, but runs that are added later are not compared with equal ones.',
        ]
      : []),
    ...(2 * ties > repeats
      ? [
          'Most repeats end with equal values: more trials, a harder objective or finer values would tell strategies apart.',
        ]
      : []),
  ];
  return found.length > 0 ? found : ['Nothing speaks against verdicts on this objective.'];
}
