import type { Ledger } from './ledger.ts';
import type { Storage } from './storage.ts';

/** Brings a ledger up to what a storage has. */
export async function takeIn(ledger: Ledger, storage: Storage, study: string): Promise<void> {
  let place = ledger.version;
  if (storage.skim === undefined) {
    for await (const fact of storage.read(study, place)) ledger.apply(place++, fact);
    return;
  }
  for await (const page of storage.skim(study, place)) {
    ledger.skim(place, page);
    place += page.heads.length;
  }
}
