import { checkDesign, compare, unlessAbandoned, type Design } from '@tune/compare';
import type { Direction, Executor, Fact, Objective } from '@tune/core';
import { openExecutor, type OpenExecutor } from '../executor.ts';
import { EXIT } from '../exit-code.ts';
import { onInterrupt, type Interrupt } from '../interrupt.ts';
import { resolveCommand } from '../plugins/command-objective.ts';
import { resolveObjective, type ResolvedObjective } from '../plugins/objectives.ts';
import { resolvePruner } from '../plugins/pruners.ts';
import { resolveStrategies } from '../plugins/strategies.ts';
import type { Reporter } from '../reporters/reporter.ts';
import { usage } from '../usage.ts';
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
  readonly parallel: number;
  readonly isolation?: 'process' | 'none' | undefined;
  readonly memoryLimit?: number | undefined;
  readonly trialTimeout?: number | undefined;
  readonly maxFailures?: number | undefined;
  readonly pruner?: string | undefined;
  readonly command?: string | undefined;
  readonly spaceFile?: string | undefined;
  readonly direction: Direction;
  readonly metric?: string | undefined;
  readonly steps?: number | undefined;
}

/** `tune compare` and, with one strategy, `tune run`. */
export async function compareCommand(flags: CompareFlags): Promise<number> {
  checkNumbers(flags);
  const { trials, repeats, seed } = flags;
  const contenders = await resolveStrategies(flags.strategies);
  const resolved = await objectiveOf(flags);
  const { objective } = resolved;
  const pruner = flags.pruner === undefined ? {} : { pruner: await resolvePruner(flags.pruner) };
  const design: Design = { objective, contenders, trials, repeats, seed, ...pruner };
  checkDesign(design);
  const reporter = await reporterFor(flags);
  const interrupt = onInterrupt();
  const open = openExecutor(resolved, flags, (text) => reporter.output(text));
  let code: number = EXIT.ok;
  try {
    reporter.begin(design);
    const facts = await setUp(design, open, reporter, interrupt);
    if (interrupt.signal.aborted) return EXIT.interrupted;
    reporter.ready(facts);
    const { signal, abandon } = interrupt;
    const { executor } = open;
    const limits = limitsOf(flags);
    // In child processes where the trials are.
    const openTest = (test: Objective): Executor => {
      const reference = { ...resolved.reference, isTest: true };
      const one = { ...flags, parallel: 1 };
      return openExecutor({ objective: test, reference }, one, (text) => reporter.output(text))
        .executor;
    };
    const surroundings = {
      clock: () => performance.now(),
      ...{ signal, abandon, executor, limits, openTest },
    };
    for await (const event of compare(design, surroundings)) {
      if (event.type === 'strategy-failed' || event.type === 'gave-up') code = EXIT.failed;
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
    await open.executor.close();
    interrupt.release();
    await objective.dispose?.();
  }
}

async function objectiveOf(flags: CompareFlags): Promise<ResolvedObjective> {
  const { command } = flags;
  if (command !== undefined) return resolveCommand({ ...flags, command });
  if (flags.spaceFile === undefined) return resolveObjective(flags.objective, flags);
  throw usage('--space-file belongs to --command; an objective has its own space.');
}

const limitsOf = ({ trialTimeout, maxFailures }: CompareFlags) => ({
  ...(trialTimeout === undefined ? {} : { timeoutMs: trialTimeout * 1000 }),
  ...(maxFailures === undefined ? {} : { maxFailures }),
});

async function setUp(
  { contenders }: Design,
  open: OpenExecutor,
  reporter: Reporter,
  { signal, abandon }: Interrupt,
): Promise<readonly Fact[]> {
  const context = { signal, progress: (message: string) => reporter.progress(message) };
  const facts: Fact[] = [...(await unlessAbandoned(() => open.setUp(context), abandon))];
  for (const { strategy } of contenders) {
    facts.push(...((await unlessAbandoned(() => strategy.setup?.(context), abandon)) ?? []));
  }
  return facts;
}

async function reporterFor({ json, verbose }: CompareFlags): Promise<Reporter> {
  if (json) return (await import('../reporters/json.ts')).jsonReporter();
  const { textReporter } = await import('../reporters/text.ts');
  return textReporter({ verbose, clock: () => performance.now() });
}
