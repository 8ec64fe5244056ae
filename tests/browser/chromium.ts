import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, normalize } from 'node:path';
import { text } from 'node:stream/consumers';

/** As they are called on Debian, elsewhere, and where Google's is installed. */
const names = [process.env['CHROMIUM_PATH'], 'chromium', 'chromium-browser', 'google-chrome'];

export function findChromium(): string {
  const found = names.find(
    (name) => name && spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
  );
  if (found === undefined) {
    throw new Error(
      'no Chromium: install it (Debian: apt-get install chromium) or set CHROMIUM_PATH',
    );
  }
  return found;
}

/**
 * Opens a page in headless Chromium that runs `program` as a module, with the files of `folder` beside it under
 * /files/, all on the loopback interface. What the program passes to `done` comes back; what it throws is thrown.
 */
export async function inBrowser(folder: string, program: string): Promise<unknown> {
  let outcome: { resolve(found: unknown): void; reject(error: Error): void };
  const result = new Promise((resolve, reject) => (outcome = { resolve, reject }));
  const page = `<!doctype html><title>test</title><script type="module">
    const tell = (what) => fetch('/result', { method: 'POST', body: JSON.stringify(what) });
    const fail = (error) => tell({ error: String(error?.stack ?? error) });
    addEventListener('error', ({ error, message }) => fail(error ?? message));
    addEventListener('unhandledrejection', ({ reason }) => fail(reason));
    const done = (found) => tell({ found });
    try { ${program} } catch (error) { await fail(error); }
  </script>`;
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    if (path === '/result') {
      void text(request).then((body) => {
        response.end();
        const { found, error } = JSON.parse(body) as { found?: unknown; error?: string };
        if (error === undefined) outcome.resolve(found);
        else outcome.reject(new Error(`the page failed: ${error}`));
      });
    } else if (path === '/') {
      response.setHeader('content-type', 'text/html').end(page);
    } else {
      try {
        const file = readFileSync(join(folder, normalize(path).replace(/^\/files\//, '/')));
        response.setHeader('content-type', 'text/javascript').end(file);
      } catch {
        response.writeHead(404).end();
      }
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const profile = mkdtempSync(join(tmpdir(), 'tune-chromium-'));
  const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run'];
  const chromium = spawn(
    findChromium(),
    [...flags, `--user-data-dir=${profile}`, `http://127.0.0.1:${port}/`],
    { stdio: 'ignore' },
  );
  const ended = new Promise<void>((resolve) => chromium.once('exit', () => resolve()));
  chromium.once('exit', (code) => outcome.reject(new Error(`Chromium ended with code ${code}`)));
  try {
    return await result;
  } finally {
    chromium.kill();
    await ended;
    server.close();
    server.closeAllConnections();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
