import { callsOf, withoutComments, type Syntax } from './calls.ts';

/** What a script prints last, as far as its text tells. */
export interface LastOutput {
  readonly line: number;
  /** The call, on one line and shortened. */
  readonly text: string;
  /** `number`: a value alone, or JSON with a `value`. `text`: something with words in it. */
  readonly kind: 'number' | 'text';
}

const PRINT: Readonly<Record<Syntax, RegExp>> = {
  python: /(?<![\w.])print\s*\(/g,
  javascript: /\bconsole\.log\s*\(/g,
  // In a shell nearly everything prints.
  shell: /(?!)/g,
};

export function lastOutput(source: string, syntax: Syntax): LastOutput | undefined {
  const call = callsOf(withoutComments(source, syntax), PRINT[syntax], syntax).at(-1);
  if (call === undefined) return undefined;
  const { parts, line, match } = call;
  const plain = parts.filter((part) => !/^(file|flush|end|sep)\s*=/.test(part));
  const whole = `${match[0]}${parts.join(', ')})`.replaceAll(/\s+/g, ' ');
  const isValue = /['"]?value['"]?\s*:/.test(plain[0] ?? '');
  const hasWords = plain.length !== 1 || /['"`]/.test(plain[0]!);
  return {
    line,
    text: whole.length > 60 ? `${whole.slice(0, 57)}...` : whole,
    kind: isValue || !hasWords ? 'number' : 'text',
  };
}

const METRICS =
  /\b(?:\w*_)?(accuracy|acc|loss|error|err|score|f1|auc|reward|rmse|mse|mae|perplexity|time|seconds)\b/i;

const MAXIMIZED = /^(accuracy|acc|score|f1|auc|reward)$/i;

/** What the value is called and whether more of it is better, by the words of the last output. */
export function metricOf(output: LastOutput | undefined): {
  readonly metric: string;
  readonly direction: 'minimize' | 'maximize';
} {
  const metric = METRICS.exec(output?.text ?? '')?.[1]?.toLowerCase() ?? 'value';
  return { metric, direction: MAXIMIZED.test(metric) ? 'maximize' : 'minimize' };
}
