import { posix } from 'node:path';
import { searchModule } from '../harness/program.mjs';

const group = 'browser';
const MAPPED = ['@tune/core', '@tune/strategies', '@tune/gp-native'];

/** A page whose import map names the entries of the installed packages, with this policy if one is given. */
async function visit({ projects, chromium }, name, policy) {
  const project = await projects.install(name, { files: { 'search.js': searchModule } });
  const entries = MAPPED.flatMap((name) =>
    Object.entries(projects.manifest(name).exports)
      .filter(([path]) => !/\.js(on)?$/.test(path))
      .map(([path, target]) => [
        posix.join(name, path),
        posix.join('/node_modules', name, browserEntry(target)),
      ]),
  );
  project.write({
    'index.html': `<!doctype html><title>search</title>
      <script type="importmap" nonce="map">${JSON.stringify({ imports: Object.fromEntries(entries) })}</script>
      <script type="module" src="page.js"></script>`,
    'page.js': `import { search } from './search.js';
      console.log(JSON.stringify(await search()));`,
  });
  const headers = policy === undefined ? {} : { 'content-security-policy': policy };
  return chromium.find(project.folder, { headers });
}

/** What a browser takes of a package's conditions. */
function browserEntry(conditions) {
  if (typeof conditions === 'string') return conditions;
  return browserEntry(conditions.browser ?? conditions.import ?? conditions.default);
}

/** Pages without a bundler. */
export const browser = [
  {
    name: 'page',
    group,
    title: 'a page with an import map, no bundler',
    expects: 'wasm',
    run: (context) => visit(context, 'page'),
  },
  {
    name: 'page-policy',
    group,
    title:
      'the same under a strict policy: scripts of the same origin, no eval, no workers from blobs',
    expects: 'wasm',
    run: (context) =>
      visit(
        context,
        'page-policy',
        "default-src 'none'; script-src 'self' 'nonce-map' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'",
      ),
  },
  {
    name: 'page-no-workers',
    group,
    title: 'a policy that forbids workers: the model is fitted on the thread of the page',
    expects: 'wasm',
    run: (context) =>
      visit(
        context,
        'page-no-workers',
        "default-src 'none'; script-src 'self' 'nonce-map' 'wasm-unsafe-eval'; worker-src 'none'",
      ),
  },
  {
    name: 'page-no-wasm',
    group,
    title:
      'a policy that forbids WebAssembly: the search says so and does not go on without a model',
    async run(context) {
      const policy = "default-src 'none'; script-src 'self' 'nonce-map'; worker-src 'self'";
      const error = await visit(context, 'page-no-wasm', policy).then(
        (found) => new Error(`a search went on: ${JSON.stringify(found)}`),
        (error) => error,
      );
      // The lines below the first are Chromium's own.
      const [said] = error.message.split('\n');
      if (!/^the page failed: .*WebAssembly/.test(said)) throw error;
    },
  },
];
