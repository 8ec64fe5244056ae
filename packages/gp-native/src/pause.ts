interface Globals {
  setImmediate?(callback: () => void): unknown;
  readonly MessageChannel?: new () => {
    readonly port1: { close(): void; onmessage: unknown };
    readonly port2: { postMessage(message: unknown): void };
  };
}

/** None of these is in every runtime. */
const globals = globalThis as unknown as Globals;

/** Lets the event loop run once: input, timers and painting get their turn. */
export function pause(): Promise<void> {
  return new Promise((resume) => {
    try {
      if (globals.setImmediate !== undefined) return void globals.setImmediate(() => resume());
    } catch {
      // An edge runtime has one that throws.
    }
    // Browsers slow nested timers down, in a background tab to one a second, but not messages.
    if (globals.MessageChannel === undefined) return void setTimeout(resume, 0);
    const { port1, port2 } = new globals.MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resume();
    };
    port2.postMessage(null);
  });
}
