import { unlessAbandoned } from '@tune/compare';
import type { Fact } from '@tune/core';
import { EXIT } from '../exit-code.ts';
import { onInterrupt } from '../interrupt.ts';
import { log, write } from '../output.ts';
import { resolveObjective } from '../plugins/objectives.ts';
import { heartbeat } from '../reporters/heartbeat.ts';
import { alignColumns } from '../reporters/table.ts';

/** `tune setup`: what the first run would provide, now; with `--clean`, away with it. */
export async function setupCommand(flags: {
  objective: string;
  preset?: string | undefined;
  backend?: string | undefined;
  cuda: boolean;
  clean: boolean;
}): Promise<number> {
  const { objective } = await resolveObjective(flags.objective, flags);
  if (flags.clean) {
    const facts = (await objective.clean?.()) ?? [];
    await write(
      `${objective.name} is cleaned\n${linesOf(facts, 'nothing was there to remove').join('\n')}\n`,
    );
    return EXIT.ok;
  }
  const interrupt = onInterrupt();
  try {
    const { signal, abandon } = interrupt;
    const setUp = () => objective.setup?.({ signal, progress: heartbeat(log) });
    const facts = (await unlessAbandoned(setUp, abandon)) ?? [];
    const lines = linesOf(facts, 'nothing to provide');
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

const linesOf = (facts: readonly Fact[], none: string): string[] =>
  facts.length === 0 ? [` ${none}`] : alignColumns(facts.map(({ label, value }) => [label, value]));
