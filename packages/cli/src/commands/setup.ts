import { unlessAbandoned } from '@tune/compare';
import { EXIT } from '../exit-code.ts';
import { onInterrupt } from '../interrupt.ts';
import { log, write } from '../output.ts';
import { resolveObjective } from '../plugins/objectives.ts';
import { heartbeat } from '../reporters/heartbeat.ts';
import { alignColumns } from '../reporters/table.ts';

/** `tune setup`: what the first run would provide, now. */
export async function setupCommand(flags: {
  objective: string;
  preset?: string | undefined;
}): Promise<number> {
  const { objective } = await resolveObjective(flags.objective, flags.preset);
  const interrupt = onInterrupt();
  try {
    const { signal, abandon } = interrupt;
    const setUp = () => objective.setup?.({ signal, progress: heartbeat(log) });
    const facts = (await unlessAbandoned(setUp, abandon)) ?? [];
    const lines =
      facts.length === 0
        ? [' nothing to provide']
        : alignColumns(facts.map(({ label, value }) => [label, value]));
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
