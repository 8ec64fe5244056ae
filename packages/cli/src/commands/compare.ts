import { checkDesign, compare, unlessAbandoned, type Design, type FinalTest } from '@tune/compare';
import type { Executor, Fact, Objective } from '@tune/core';
import { processClock, processLease } from '@tune/runtime';
import { openExecutor, type OpenExecutor } from '../executor.ts';
import { EXIT } from '../exit-code.ts';
import { onInterrupt, type Interrupt } from '../interrupt.ts';
import { breathe, divert, isRead } from '../output.ts';
import { resolveCommand } from '../plugins/command-objective.ts';
import { fileVersions } from '../plugins/file-versions.ts';
import { resolveObjective, type ResolvedObjective } from '../plugins/objectives.ts';
import { resolvePruner } from '../plugins/pruners.ts';
import { resolveStrategies } from '../plugins/strategies.ts';
import type { Reporter } from '../reporters/reporter.ts';
import { usage } from '../usage.ts';
import type { CompareFlags } from '../compare-flags.ts';
import { openSession } from '../session.ts';
import { checkNumbers } from './check-numbers.ts';

/**
 * `tune compare` and, with one strategy, `tune run`; with the name of a stored one, `tune resume`.
 * What is stored of it is gone on with; what is complete is shown.
 */
export async function compareCommand(flags: CompareFlags, resumed?: string): Promise<number> {
  checkNumbers(flags);
  const { trials, repeats, seed } = flags;
  const reporter = await reporterFor(flags);
  divert((text) => reporter.output(text));
  const contenders = await resolveStrategies(flags.strategies);
  const resolved = await objectiveOf(flags);
  const { objective } = resolved;
  const pruner = flags.pruner === undefined ? {} : { pruner: await resolvePruner(flags.pruner) };
  const versions = fileVersions(flags);
  const stopping = stoppingOf(flags);
  const given = { objective, contenders, trials, repeats, seed, stopping, ...pruner };
  // Before anything of the stored one is touched.
  checkDesign(given);
  const session = openSession(flags, objective, versions, resumed);
  const { name } = session;
  const design: Design = { ...given, ...(name === undefined ? {} : { name }) };
  const interrupt = onInterrupt();
  const open = openExecutor(resolved, flags, (text) => reporter.output(text));
  let code: number = EXIT.ok;
  try {
    reporter.begin(design);
    if (session.result !== undefined) {
      const { tests, ...comparison } = session.result;
      reporter.ready([], true);
      for (const test of tests) await reporter.event({ type: 'tested', ...test });
      await reporter.event({ type: 'comparison', comparison, isComplete: true });
      session.report(reporter, true);
      return comparison.leader === null ? EXIT.failed : EXIT.ok;
    }
    session.begin();
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
      ...{ clock: processClock, lease: processLease(), signal, abandon, executor, limits },
      ...{ storage: session.storage, facts: decidingFacts(facts, versions), openTest },
      ...(flags.maxRetries === undefined ? {} : { maxRetries: flags.maxRetries }),
    };
    const tests: FinalTest[] = [];
    for await (const event of compare(design, surroundings)) {
      if (event.type === 'tested') tests.push(finalTestOf(event));
      if (event.type === 'strategy-failed' || event.type === 'gave-up') code = EXIT.failed;
      if (event.type === 'comparison' && event.comparison.leader === null) code = EXIT.failed;
      await reporter.event(event);
      if (event.type === 'comparison') {
        session.end(event.isComplete ? { ...event.comparison, tests } : undefined);
        session.report(reporter, event.isComplete);
      }
      // A reader that has gone wants no more trials.
      if (!isRead()) break;
      await breathe();
    }
    return interrupt.signal.aborted ? EXIT.interrupted : code;
  } catch (error) {
    if (interrupt.signal.aborted) return EXIT.interrupted;
    throw error;
  } finally {
    reporter.end();
    await open.executor.close();
    session.close();
    interrupt.release();
    await objective.dispose?.();
  }
}

const finalTestOf = ({ type: _type, ...test }: FinalTest & { type: 'tested' }): FinalTest => test;

async function objectiveOf(flags: CompareFlags): Promise<ResolvedObjective> {
  const { command } = flags;
  if (command !== undefined) return resolveCommand({ ...flags, command });
  for (const name of ['space-file', 'direction', 'metric', 'steps'] as const) {
    const value = name === 'space-file' ? flags.spaceFile : flags[name];
    if (value !== undefined) {
      throw usage(`--${name} belongs to --command; an objective brings its own.`);
    }
  }
  return resolveObjective(flags.objective, flags);
}

const stoppingOf = ({ target, patience }: CompareFlags) => ({
  ...(target === undefined ? {} : { target }),
  ...(patience === undefined ? {} : { patience }),
});

/** What values or points depend on, by label. */
const decidingFacts = (
  facts: readonly Fact[],
  versions: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries([
    ...facts.flatMap(({ label, value, decides }) => (decides === true ? [[label, value]] : [])),
    ...Object.entries(versions).map(([path, version]) => [`the text of ${path}`, version]),
  ]);

const limitsOf = ({ trialTimeout, maxFailures, maxSeconds }: CompareFlags) => ({
  ...(maxSeconds === undefined ? {} : { until: processClock() + maxSeconds * 1000 }),
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
