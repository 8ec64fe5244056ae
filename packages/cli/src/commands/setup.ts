import type { EnvironmentInfo } from '@tune/core';
import type { Flags } from '../options/flags.ts';
import { resolveObjective } from '../plugins/objectives.ts';
import { EXIT } from '../process/exit-code.ts';
import { onInterrupt } from '../process/interrupt.ts';
import { log, write } from '../process/output.ts';
import { heartbeat } from '../reporters/heartbeat.ts';
import { alignPairs } from '../terminal/table.ts';

type SetupFlags = Flags<'objective' | 'preset' | 'backend' | 'cuda' | 'clean'>;

/** `tune setup`: what the first run would provide, now; with `--clean` it is removed. */
export async function setupCommand(flags: SetupFlags): Promise<number> {
  const { objective } = await resolveObjective(flags.objective, flags);
  if (flags.clean) {
    const removed = (await objective.clean?.()) ?? [];
    const lines = linesOf(removed, 'nothing was there to remove');
    await write(`${objective.name} is cleaned\n${lines.join('\n')}\n`);
    return EXIT.ok;
  }
  const interrupt = onInterrupt();
  try {
    const { signal } = interrupt;
    const setUp = () => objective.setup?.({ signal, progress: heartbeat(log) });
    const environment = (await interrupt.race(setUp)) ?? [];
    const lines = linesOf(environment, 'nothing to provide');
    await write(`${objective.name} is ready\n${lines.join('\n')}\n`);
    return EXIT.ok;
  } catch (error) {
    if (interrupt.signal.aborted) return EXIT.interrupted;
    throw error;
  } finally {
    interrupt.release();
    await objective.dispose?.();
  }
}

const linesOf = (infos: readonly EnvironmentInfo[], none: string): string[] =>
  infos.length === 0 ? [` ${none}`] : alignPairs(infos.map(({ label, value }) => [label, value]));
