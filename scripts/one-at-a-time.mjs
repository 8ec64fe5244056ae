// One start of a checkout at a time installs or builds. Only what Node itself has.
import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 500;
const TELL_MS = 10_000;

/**
 * A name that the kernel gives to one process at a time and takes back when it ends, however it ends: no
 * file is left, and none can be stale. Elsewhere (macOS) there is none, and starts do not wait.
 */
function addressOf(name) {
  const id = `tune-${createHash('sha256').update(name).digest('hex').slice(0, 32)}`;
  if (process.platform === 'linux') return `\0${id}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${id}` : undefined;
}

/** The server that has the name; undefined if another process has it. */
function take(path) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
      else reject(error);
    });
    server.listen({ path }, () => resolve(server));
  });
}

/**
 * Runs `work` when no other process runs work of the same name. It gets descriptors to pass to the processes that
 * it starts: they keep the name taken if this one is killed and they go on.
 */
export async function oneAtATime(name, work) {
  const path = addressOf(name);
  if (path === undefined) return work([]);
  let server = await take(path);
  for (let waited = 0; server === undefined; waited += POLL_MS) {
    if (waited % TELL_MS === 0) {
      process.stderr.write('Another start of tune installs or builds here; waiting for it ...\n');
    }
    await sleep(POLL_MS);
    server = await take(path);
  }
  try {
    const fd = server._handle?.fd;
    return await work(Number.isInteger(fd) && fd >= 0 ? [fd] : []);
  } finally {
    server.close();
  }
}
