import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { commandOf } from './tools.mjs';

/** `{ name, code, limit, goal }`: a program of one line, the bytes that it may have, and those that it should have. */
const LIMITS = JSON.parse(readFileSync(new URL('sizes.json', import.meta.url), 'utf8'));

/** The size of each program of sizes.json, bundled for browsers and minified by esbuild, in bytes after gzip. */
export async function bundleSizes(tools, tarballs) {
  const { build } = await import(pathToFileURL(commandOf(tools, 'esbuild', 'lib/main.js')).href);
  const folder = mkdtempSync(join(tmpdir(), 'tune-sizes-'));
  try {
    for (const { name, file } of tarballs) {
      const to = join(folder, 'node_modules', name);
      mkdirSync(to, { recursive: true });
      execFileSync('tar', ['-xzf', file, '-C', to, '--strip-components=1']);
    }
    const sizes = [];
    for (const { name, code, limit, goal } of LIMITS) {
      const { outputFiles } = await build({
        stdin: { contents: code, resolveDir: folder },
        ...{ bundle: true, minify: true, write: false, format: 'esm', platform: 'browser' },
        ...{ target: 'es2022', logLevel: 'error' },
      });
      const bytes = gzipSync(outputFiles[0].contents, { level: 9 }).length;
      sizes.push({ name, bytes, limit, goal });
    }
    return sizes;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const sizeFaults = (sizes) =>
  sizes
    .filter(({ bytes, limit }) => bytes > limit)
    .map(
      ({ name, bytes, limit }) => `${name} has ${bytes} bytes after gzip; the limit is ${limit}`,
    );
