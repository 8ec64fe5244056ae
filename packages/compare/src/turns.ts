import type { Semaphore } from '@tune/core';

/** The turns of one run. */
export interface RunTurns extends Semaphore {
  /** Call it when a trial begins: a turn may be given back without one. */
  trialBegan(): void;
}

/** The turns of the runs of a repeat on one executor. */
export interface Turns {
  /** How many trials each run may have at once. */
  readonly limit: number;
  /**
   * Adds a run; call it in the order of the design, which decides between equals.
   * @param begun  trials that it has begun before
   */
  join(begun?: number): RunTurns;
}

interface Waiting {
  start(release: () => void): void;
}

interface Member {
  begun: number;
  readonly waiting: Set<Waiting>;
}

/**
 * Shares the slots of an executor among runs. A free slot goes to the run that has begun least, so that an
 * interruption leaves all equally far. A run gets a second slot only if there are more slots than runs:
 * with as many runs as slots, or more, each is the sequential one, trial for trial.
 */
export function createTurns(slots: number, runs: number): Turns {
  const members: Member[] = [];
  let free = slots;

  /** The first of those that have begun least. */
  function next(): Member | undefined {
    let next: Member | undefined;
    for (const member of members) {
      if (member.waiting.size === 0) continue;
      if (next === undefined || member.begun < next.begun) next = member;
    }
    return next;
  }

  function fill(): void {
    while (free > 0) {
      const member = next();
      if (member === undefined) return;
      const [first] = member.waiting;
      member.waiting.delete(first!);
      free -= 1;
      first!.start(releaseOnce());
    }
  }

  function releaseOnce(): () => void {
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      free += 1;
      fill();
    };
  }

  function acquire({ waiting }: Member, signal: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const turn: Waiting = {
        start(release) {
          signal.removeEventListener('abort', leave);
          resolve(release);
        },
      };
      const leave = (): void => {
        waiting.delete(turn);
        reject(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      waiting.add(turn);
      // Runs that begin together ask together: all of them are heard before one is chosen.
      queueMicrotask(fill);
    });
  }

  return {
    limit: Math.max(1, Math.ceil(slots / runs)),
    join(begun = 0) {
      const member: Member = { begun, waiting: new Set() };
      members.push(member);
      return {
        acquire: (signal) => acquire(member, signal),
        trialBegan: () => void (member.begun += 1),
      };
    },
  };
}
