/** Takes an error that nothing has caught; false if it is not of its kind. */
type Claim = (error: unknown) => boolean;

const claims = new Set<Claim>();

/** From here on `claim` is asked about every error that reaches the event loop. */
export const claimUncaught = (claim: Claim): void => void claims.add(claim);

/** Calls back with errors that reach the event loop and that nothing claims. */
export function onUncaught(heard: (error: unknown) => void): void {
  const listener = (error: unknown): void => {
    if (![...claims].some((claim) => claim(error))) heard(error);
  };
  process.on('uncaughtException', listener);
  process.on('unhandledRejection', listener);
}
