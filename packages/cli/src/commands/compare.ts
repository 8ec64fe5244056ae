import { compare, unlessAbandoned, type Design } from '@tune/compare';
import type { Fact } from '@tune/core';
import { EXIT } from '../exit-code.ts';
import { onInterrupt, type Interrupt } from '../interrupt.ts';
import { resolveObjective } from '../plugins/objectives.ts';
import { resolveStrategies } from '../plugins/strategies.ts';
import type { Reporter } from '../reporters/reporter.ts';
import { checkNumbers } from './check-numbers.ts';

export interface CompareFlags {
  readonly strategies: string;
  readonly objective: string;
  readonly preset?: string | undefined;
  readonly backend?: string | undefined;
  readonly trials: number;
  readonly repeats: number;
  readonly seed: number;
  readonly json: boolean;
  readonly verbose: number;
}

/** `tune compare` and, with one strategy, `tune run`. */
export async function compareCommand(flags: CompareFlags): Promise<number> {
  checkNumbers(flags);
  const { trials, repeats, seed } = flags;
  const contenders = await resolveStrategies(flags.strategies);
  const objective = await resolveObjective(flags.objective, flags);
  const design: Design = { objective, contenders, trials, repeats, seed };
  const reporter = await reporterFor(flags);
  const interrupt = onInterrupt();
  let code: number = EXIT.ok;
  try {
    reporter.begin(design);
    const facts = await setUp(design, reporter, interrupt);
    if (interrupt.signal.aborted) return EXIT.interrupted;
    reporter.ready(facts);
    const { signal, abandon } = interrupt;
    const surroundings = { clock: () => performance.now(), signal, abandon };
    for await (const event of compare(design, surroundings)) {
      if (event.type === 'strategy-failed') code = EXIT.failed;
      if (event.type === 'comparison' && event.comparison.leader === null) code = EXIT.failed;
      await reporter.event(event);
      // A reader that has gone wants no more trials.
      if (!(await import('../output.ts')).isRead()) break;
    }
    return interrupt.signal.aborted ? EXIT.interrupted : code;
  } catch (error) {
    if (interrupt.signal.aborted) return EXIT.interrupted;
    throw error;
  } finally {
    reporter.end();
    interrupt.release();
    await objective.dispose?.();
  }
}

async function setUp(
  { objective, contenders }: Design,
  reporter: Reporter,
  { signal, abandon }: Interrupt,
): Promise<readonly Fact[]> {
  const context = { signal, progress: (message: string) => reporter.progress(message) };
  const facts: Fact[] = [];
  for (const one of [objective, ...contenders.map(({ strategy }) => strategy)]) {
    facts.push(...((await unlessAbandoned(() => one.setup?.(context), abandon)) ?? []));
  }
  return facts;
}

async function reporterFor({ json, verbose }: CompareFlags): Promise<Reporter> {
  if (json) return (await import('../reporters/json.ts')).jsonReporter();
  const { textReporter } = await import('../reporters/text.ts');
  return textReporter({ verbose, clock: () => performance.now() });
}
