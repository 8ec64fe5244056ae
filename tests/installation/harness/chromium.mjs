import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { extname, join, normalize } from 'node:path';

/** As they are called on Debian, elsewhere, and where Google's is installed. */
const NAMES = [process.env.CHROMIUM_PATH, 'chromium', 'chromium-browser', 'google-chrome'];
const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** One Chromium for all pages, started when the first one is opened. */
export class Chromium {
  #tools;
  #browser;

  constructor(tools) {
    this.#tools = tools;
  }

  /** What the page of the folder found, in Chromium. */
  async find(folder, { headers, ...options } = {}) {
    const server = await serveFolder(folder, headers);
    try {
      return await this.visit(`${server.url}index.html`, options);
    } finally {
      server.close();
    }
  }

  /** What a page prints to its console as JSON that begins with {"value"; throws what the page throws. */
  async visit(url, { seconds = 60 } = {}) {
    const context = await (await this.#started()).newContext();
    const page = await context.newPage();
    const said = [];
    try {
      return await new Promise((resolve, reject) => {
        const fail = (what) => reject(new Error(`${what}\n${said.join('\n')}`));
        setTimeout(() => fail(`nothing was found in ${seconds} s`), seconds * 1000).unref();
        page.on('console', (message) => {
          const text = message.text();
          said.push(text);
          if (text.startsWith('{"value"')) resolve(JSON.parse(text));
        });
        page.on('pageerror', (error) => fail(`the page failed: ${error.stack || error}`));
        page.on('crash', () => fail('the page crashed'));
        page.goto(url).catch(fail);
      });
    } finally {
      await context.close();
    }
  }

  async close() {
    await (await this.#browser)?.close();
  }

  #started() {
    const { chromium } = createRequire(join(this.#tools, 'package.json'))('playwright-core');
    this.#browser ??= chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
    return this.#browser;
  }
}

export function findChromium() {
  const found = NAMES.find(
    (name) => name && spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
  );
  if (found === undefined) {
    throw new Error(
      'no Chromium: install it (Debian: apt-get install chromium) or set CHROMIUM_PATH',
    );
  }
  return spawnSync('which', [found], { encoding: 'utf8' }).stdout.trim();
}

/** Serves the files of a folder on the loopback interface. */
export function serveFolder(folder, headers = {}) {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url, 'http://localhost').pathname);
    try {
      const file = readFileSync(join(folder, path));
      response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'text/plain', ...headers });
      response.end(file);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve({
        url: `http://127.0.0.1:${server.address().port}/`,
        close: () => {
          server.close();
          server.closeAllConnections();
        },
      });
    });
  });
}
