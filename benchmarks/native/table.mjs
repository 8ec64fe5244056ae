import { median, quantile } from './statistics.mjs';

/** A table in Markdown: a line for each rival of each row. */
export function table(rows) {
  const lines = rows.flatMap(({ what, ours, rivals, bar }) => {
    const own = [what, ours.length, milliseconds(median(ours)), milliseconds(quantile(ours, 0.95))];
    const list = Object.entries(rivals);
    if (list.length === 0) return [[...own, '', '', '', '']];
    return list.map(([name, times]) => [
      ...own,
      name,
      milliseconds(median(times)),
      (median(times) / median(ours)).toFixed(2),
      bar?.against.includes(name) ? verdict(bar, ours, times) : '',
    ]);
  });
  const head = ['what', 'times', 'ours', 'p95', 'rival', 'its', 'its / ours', 'bar'];
  return [head, head.map(() => '---'), ...lines]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

/** A bar is a least ratio, perhaps with a goal, or a largest difference. */
function verdict({ atLeast, goal, atMostAbove }, ours, theirs) {
  if (atMostAbove !== undefined) {
    const above = median(ours) - median(theirs);
    return `at most ${atMostAbove} above: ${above <= atMostAbove ? 'holds' : 'missed'} (${above.toFixed(2)})`;
  }
  const ratio = median(theirs) / median(ours);
  const aim =
    goal === undefined ? '' : `, goal ${goal}: ${ratio >= goal ? 'reached' : 'not reached'}`;
  return `${atLeast}: ${ratio >= atLeast ? 'holds' : 'missed'}${aim}`;
}

function milliseconds(ms) {
  return ms >= 100 ? ms.toFixed(0) : ms >= 10 ? ms.toFixed(1) : ms.toFixed(2);
}
