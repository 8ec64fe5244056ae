import type { Lease, LeaseTerms } from './lease.ts';
import type { Clock } from '../study/clock.ts';

interface Sign {
  readonly heartbeats: number;
  readonly seenAt: number;
}

/**
 * Judges the leases of others by the time that has passed here without a sign of their holders. Clocks
 * of two processes are never compared.
 */
export class LeaseExpiry {
  readonly #own: Lease | undefined;
  readonly #clock: Clock;
  readonly #signs = new Map<string, Sign>();
  /** When each claim, by its token, was first seen: to claim is a sign of life too. */
  #claims = new Map<string, number>();

  constructor(own: Lease | undefined, clock: Clock) {
    this.#own = own;
    this.#clock = clock;
  }

  /** Takes in the heartbeats that are stored now, and the tokens of the claims that exist. */
  update(heartbeats: ReadonlyMap<string, number>, tokens: Iterable<string>): void {
    const now = this.#clock();
    for (const [holder, count] of heartbeats) {
      if (this.#signs.get(holder)?.heartbeats !== count) {
        this.#signs.set(holder, { heartbeats: count, seenAt: now });
      }
    }
    const claims = new Map<string, number>();
    for (const token of tokens) claims.set(token, this.#claims.get(token) ?? now);
    this.#claims = claims;
  }

  /** Whether a trial may be taken from its holder: its process is gone, or silent for its whole lease. */
  isLost(terms: LeaseTerms, token: string): boolean {
    if (terms.holder === this.#own?.holder) return false;
    const isGone = this.#own?.isGone?.(terms.holder);
    return isGone ?? this.#isSilent(terms, token);
  }

  /** Whether a reserved turn has lapsed. A holder that is alive but stopped must not block the others. */
  hasLapsed(terms: LeaseTerms, token: string): boolean {
    return this.#own?.isGone?.(terms.holder) === true || this.#isSilent(terms, token);
  }

  #isSilent({ holder, ms }: LeaseTerms, token: string): boolean {
    const now = this.#clock();
    const seen = Math.max(
      this.#claims.get(token) ?? now,
      this.#signs.get(holder)?.seenAt ?? -Infinity,
    );
    return now - seen > ms;
  }
}
