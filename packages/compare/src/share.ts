import {
  createChannel,
  type Channel,
  type Executor,
  type ExecutorEvent,
  type Job,
} from '@tune/core';

/** What one study has of the executor. */
interface Lane {
  readonly index: number;
  readonly channel: Channel<ExecutorEvent>;
  /** Jobs that were submitted, ever. */
  started: number;
  /** Jobs by their number in the executor, until their end has been read. */
  readonly running: Map<number, Job>;
  /** It has asked for a slot and got none. */
  isHungry: boolean;
  /** A slot is kept for it until it submits, or asks again. */
  isReserved: boolean;
  /** The slot that is kept was offered, and it has not yet come for it. */
  isOffered: boolean;
}

/**
 * Several studies on one executor. A free slot goes to the study that has begun least, so that an
 * interruption leaves all equally far. A study gets a second slot only where there are more slots
 * than studies: with as many studies as slots, or more, each of them is the sequential one, trial for
 * trial, however many run at once.
 */
export function shareExecutor(executor: Executor, studies: number): { open(): Executor } {
  const lanes: Lane[] = [];
  const owners = new Map<number, Lane>();
  const limit = Math.max(1, Math.ceil(executor.slots() / studies));
  let submitted = 0;

  const free = (): number => executor.slots() - lanes.filter(({ isReserved }) => isReserved).length;
  const isBehind = (a: Lane, b: Lane): boolean =>
    a.started < b.started || (a.started === b.started && a.index < b.index);

  /** Gives what is free to those who wait for it. */
  function offer(): void {
    while (free() > 0) {
      const hungry = lanes.filter(({ isHungry }) => isHungry);
      const first = hungry.find((lane) => hungry.every((other) => !isBehind(other, lane)));
      if (first === undefined) return;
      first.isHungry = false;
      first.isReserved = first.isOffered = true;
      first.channel.push({ type: 'freed' });
    }
  }

  function giveBack(lane: Lane): void {
    lane.isReserved = lane.isOffered = lane.isHungry = false;
    offer();
  }

  function slotsOf(lane: Lane): number {
    if (lane.isOffered) {
      lane.isOffered = false;
      return 1;
    }
    // What was kept was not used: the strategy had no point.
    if (lane.isReserved) giveBack(lane);
    if (lane.running.size >= limit) return 0;
    lane.isReserved = free() > 0 && !lanes.some((one) => one.isHungry && isBehind(one, lane));
    lane.isHungry = !lane.isReserved;
    return Number(lane.isReserved);
  }

  function submit(lane: Lane, job: Job): void {
    // Trials of different studies have equal numbers.
    const id = ++submitted;
    lane.isReserved = false;
    lane.started += 1;
    lane.running.set(id, job);
    owners.set(id, lane);
    executor.submit({ ...job, trialId: id });
  }

  function deliver(event: ExecutorEvent): void {
    if (event.type === 'freed') return offer();
    const lane = owners.get(event.trialId);
    const job = lane?.running.get(event.trialId);
    if (lane === undefined || job === undefined) return;
    if (event.type === 'ended') owners.delete(event.trialId);
    // Its number in the executor is what `outcomes` takes it off by.
    lane.channel.push(event);
    if (event.type === 'ended') offer();
  }

  void (async () => {
    for await (const event of executor.outcomes()) deliver(event);
    for (const { channel } of lanes) channel.close();
  })();

  async function* outcomesOf(lane: Lane): AsyncGenerator<ExecutorEvent> {
    for await (const event of lane.channel) {
      if (event.type === 'freed') {
        yield event;
      } else {
        const job = lane.running.get(event.trialId)!;
        if (event.type === 'ended') lane.running.delete(event.trialId);
        yield { ...event, trialId: job.trialId };
      }
      // It reads on without having come for the slot: it wants none.
      if (lane.isOffered) giveBack(lane);
    }
  }

  function cancel(lane: Lane, trialId: number, reason: string): void {
    for (const [id, job] of lane.running) if (job.trialId === trialId) executor.cancel(id, reason);
  }

  return {
    open() {
      const lane: Lane = {
        index: lanes.length,
        channel: createChannel(),
        started: 0,
        running: new Map(),
        isHungry: false,
        isReserved: false,
        isOffered: false,
      };
      lanes.push(lane);
      return {
        slots: () => slotsOf(lane),
        submit: (job) => submit(lane, job),
        cancel: (trialId, reason) => cancel(lane, trialId, reason),
        recover: async (jobs) => jobs.forEach((job) => submit(lane, job)),
        outcomes: () => outcomesOf(lane),
        async close(reason = 'the study has ended') {
          for (const id of lane.running.keys()) executor.cancel(id, reason);
          lane.channel.close();
          giveBack(lane);
        },
      };
    },
  };
}
