import type { Ask, Json, Strategy } from '@tune/core';
import { checkDuration } from '@tune/core/plugin';
import { ProgramProcess, type ProgramCommand } from './program-process.ts';
import { ProgramSession } from './program-session.ts';

/** How long a program may take to answer, unless it is said. */
export const TIMEOUT_MS = 600_000;

export interface ProgramStrategyOptions extends ProgramCommand {
  /** What the strategy is called: part of the identity of its runs. */
  readonly name: string;
  /** Told to the program with `start`, and part of the identity too. */
  readonly options?: Readonly<Record<string, Json>>;
  /** Changes whenever the program may suggest other points; joined with what the program says of itself. */
  readonly version?: string;
  /** How long the program may take for one answer; default: ten minutes. */
  readonly timeoutMs?: number;
}

/** What a program says of itself. */
export interface Description {
  readonly version?: string;
  readonly capabilities: { readonly parallel: boolean; readonly recommend: boolean };
}

/** Where the process of a study is kept. */
const KEY = 'program';

/**
 * A strategy that is a program in any language: it reads a line of JSON from stdin and answers with one on
 * stdout. It is started once now, to be asked what it can, and once for each study, before the time of
 * choosing begins; that process ends with the study. It is told each trial once. Where its process is
 * another one than that of the earlier suggestions, as after a resume, it is told all that has ended,
 * and may then go on otherwise than an uninterrupted one.
 *
 * @throws STRATEGY_PROGRAM_NOT_STARTED, STRATEGY_PROGRAM_ENDED, STRATEGY_PROGRAM_TIMED_OUT
 * @throws STRATEGY_PROGRAM_ANSWER_INVALID
 *
 * @example
 * ```ts
 * import { createStudy, float } from '@tune/core';
 * import { programStrategy } from '@tune/python';
 * const program = `
 *   const answers = { suggest: () => ({ points: [{ x: Math.random() }] }) };
 *   require('readline').createInterface({ input: process.stdin }).on('line', (line) =>
 *     console.log(JSON.stringify((answers[JSON.parse(line).op] ?? (() => ({ ok: true })))())));`;
 * const strategy = await programStrategy({ name: 'mine', command: ['node', '-e', program] });
 * const study = await createStudy({ space: { x: float(0, 1) }, strategy });
 * await study.optimize(({ x }) => (x - 0.3) ** 2, { trials: 20 });
 * await study.dispose();
 * ```
 */
export async function programStrategy(given: ProgramStrategyOptions): Promise<Strategy> {
  checkDuration('timeoutMs', given.timeoutMs ?? TIMEOUT_MS, 'milliseconds');
  return strategyOf(given, await describeProgram(given));
}

/** What a program says of itself; one that does not know the question has said nothing. */
export async function describeProgram(given: ProgramStrategyOptions): Promise<Description> {
  const process = newProcess(given);
  try {
    const answer = await process.ask('describe', { protocol: 1 });
    const { version, capabilities } = answer;
    const { parallel, recommend } = (capabilities ?? {}) as Readonly<Record<string, unknown>>;
    return {
      ...(typeof version === 'string' ? { version } : {}),
      capabilities: { parallel: parallel === true, recommend: recommend === true },
    };
  } finally {
    process.stop();
  }
}

/** The strategy of a program whose description is known. */
export function strategyOf(
  given: ProgramStrategyOptions,
  { version, capabilities }: Description,
): Strategy {
  const { name, options = {} } = given;
  const versions = [version, given.version].filter((one) => one !== undefined);
  const sessionOf = ({ scratch }: Pick<Ask, 'scratch'>): ProgramSession => {
    const kept = scratch.get<ProgramSession>(KEY);
    if (kept !== undefined) return kept;
    const session = new ProgramSession(name, options, () => newProcess(given));
    scratch.set(KEY, session);
    return session;
  };
  return {
    ...{ name, apiVersion: 1, options },
    ...(versions.length === 0 ? {} : { version: versions.join('; ') }),
    capabilities: { parallel: capabilities.parallel, exhaustive: false, stateful: true },
    prepare: (ask) => sessionOf(ask).prepare(ask),
    suggest: (ask) => sessionOf(ask).suggest(ask),
    ...(capabilities.recommend ? { recommend: (ask) => sessionOf(ask).recommend(ask) } : {}),
  };
}

const newProcess = ({ name, timeoutMs = TIMEOUT_MS, ...command }: ProgramStrategyOptions) =>
  new ProgramProcess({ ...command, strategy: name, timeoutMs });
