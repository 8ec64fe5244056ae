import type { EnvironmentInfo, SetupContext } from '@tune/core';
import type { Flags } from '../options/flags.ts';
import { resolveObjective } from '../plugins/objectives.ts';
import { librariesOf } from '../plugins/program-strategies.ts';
import { EXIT } from '../process/exit-code.ts';
import { onInterrupt } from '../process/interrupt.ts';
import { log, write } from '../process/output.ts';
import { heartbeat } from '../reporters/heartbeat.ts';
import { alignPairs } from '../terminal/table.ts';

type SetupFlags = Flags<'objective' | 'preset' | 'backend' | 'cuda' | 'contenders' | 'clean'>;

/** `tune setup`: what the first run would provide, now; with `--clean` it is removed. */
export async function setupCommand(flags: SetupFlags): Promise<number> {
  if (flags.contenders !== undefined) return setUpContenders(flags.contenders, flags.clean);
  const { objective } = await resolveObjective(flags.objective, flags);
  if (flags.clean) {
    const removed = (await objective.clean?.()) ?? [];
    const lines = linesOf(removed, 'nothing was there to remove');
    await write(`${objective.name} is cleaned\n${lines.join('\n')}\n`);
    return EXIT.ok;
  }
  try {
    return await setUp(objective.name, async (context) => objective.setup?.(context));
  } finally {
    await objective.dispose?.();
  }
}

/** The Python libraries of strategies such as `optuna:tpe,hebo`. */
async function setUpContenders(list: string, isCleaned: boolean): Promise<number> {
  const { provideLibraries, removeLibraries } = await import('@tune/python');
  if (isCleaned) {
    const removed = await removeLibraries();
    const lines = linesOf(removed, 'nothing was there to remove');
    await write(`the Python libraries are removed\n${lines.join('\n')}\n`);
    return EXIT.ok;
  }
  const names = librariesOf(list);
  return setUp(names.join(', '), (context) => provideLibraries(names, context));
}

/** Provides something, and tells what it is. */
async function setUp(
  what: string,
  work: (context: SetupContext) => Promise<readonly EnvironmentInfo[] | undefined>,
): Promise<number> {
  const interrupt = onInterrupt();
  try {
    const { signal } = interrupt;
    const environment = await interrupt.race(() => work({ signal, progress: heartbeat(log) }));
    const lines = linesOf(environment ?? [], 'nothing to provide');
    await write(`${what} is ready\n${lines.join('\n')}\n`);
    return EXIT.ok;
  } catch (error) {
    if (interrupt.signal.aborted) return EXIT.interrupted;
    throw error;
  } finally {
    interrupt.release();
  }
}

const linesOf = (infos: readonly EnvironmentInfo[], none: string): string[] =>
  infos.length === 0 ? [` ${none}`] : alignPairs(infos.map(({ label, value }) => [label, value]));
