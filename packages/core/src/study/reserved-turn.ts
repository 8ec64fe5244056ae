import { delay } from '../execution/timer.ts';
import type { StudyParts } from './study-parts.ts';
import type { Reservation } from '../events/study-state.ts';

/** How long a reserved turn lasts without a lease that says so. */
const TURN_MS = 60_000;

/** How often those who wait for a reserved turn look at it. */
const POLL_MS = 20;

/**
 * The right to begin the next new trial, for a study that has lost too many races: while it is
 * reserved, others wait, so that a slow strategy gets through.
 */
export class Turn {
  readonly #parts: StudyParts;
  #token: string | undefined;

  constructor(parts: StudyParts) {
    this.#parts = parts;
  }

  /** Whether it was reserved, and must be released. */
  get isReserved(): boolean {
    return this.#token !== undefined;
  }

  /** False too once others have ended it, because they took this process for dead. */
  get isHeld(): boolean {
    const { reservation } = this.#parts.log.state;
    return this.#token !== undefined && reservation?.token === this.#token;
  }

  /** The reservation of another process. */
  get others(): Reservation | undefined {
    const { reservation } = this.#parts.log.state;
    return reservation?.token === this.#token ? undefined : reservation;
  }

  /** Whether it could be reserved: others may have been faster. */
  async reserve(): Promise<boolean> {
    const { log, options, newToken, leaseTerms, id } = this.#parts;
    const token = newToken();
    const lease = leaseTerms.lease ?? { holder: id, ms: TURN_MS };
    const event = { type: 'turn-reserved' as const, at: options.clock(), token, lease };
    if (!(await log.append([event]))) return false;
    this.#token = token;
    this.#parts.heldTrials.hasTurn = true;
    return true;
  }

  async release(): Promise<void> {
    const token = this.#token;
    if (token === undefined) return;
    const { log, options, heldTrials } = this.#parts;
    const event = { type: 'turn-released' as const, at: options.clock(), token };
    heldTrials.hasTurn = false;
    while (log.state.reservation?.token === token) await log.append([event]);
    // Only now: if the storage fails, the turn is still this study's, and the next ask releases it.
    this.#token = undefined;
  }

  /** Waits a moment for the reservation of another process, or ends it if it has lapsed. */
  async waitForOthers(signal: AbortSignal): Promise<void> {
    const { log, leaseExpiry, options } = this.#parts;
    const reservation = this.others;
    if (reservation === undefined) return;
    const { token, lease } = reservation;
    if (leaseExpiry.hasLapsed(lease, token)) {
      await log.append([{ type: 'turn-released', at: options.clock(), token }]);
      return;
    }
    await delay(POLL_MS, signal);
    await log.sync();
  }
}
