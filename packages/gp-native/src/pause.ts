interface Channel {
  readonly port1: { close(): void; onmessage: unknown };
  readonly port2: { postMessage(message: unknown): void };
}

/** None of these is in every runtime. */
const { setImmediate, MessageChannel } = globalThis as unknown as {
  setImmediate?: (callback: () => void) => unknown;
  MessageChannel?: new () => Channel;
};

/**
 * Lets the event loop run once: input, timers and painting get their turn. Browsers slow nested timers down, to a
 * second in a background tab, so these are the last resort.
 */
export function pause(): Promise<void> {
  return new Promise((resume) => {
    if (setImmediate !== undefined) setImmediate(() => resume());
    else if (MessageChannel !== undefined) {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resume();
      };
      port2.postMessage(null);
    } else setTimeout(resume, 0);
  });
}
