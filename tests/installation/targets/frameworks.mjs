import { join } from 'node:path';
import { searchCommonJs, searchModule } from '../harness/program.mjs';

const group = 'framework';

const jestTest = (load) => `${load}
test('search', async () => {
  const found = await search();
  process.stdout.write('\\n' + JSON.stringify(found) + '\\n');
});
`;

/** A server component, a route and a client component that search. */
const nextFiles = {
  'app/layout.js': `export default function Layout({ children }) {
  return <html><body>{children}</body></html>;
}
`,
  'app/search.js': searchModule,
  'app/page.js': `import { search } from './search.js';
export const dynamic = 'force-dynamic';
export default async function Page() {
  return <pre>{JSON.stringify(await search())}</pre>;
}
`,
  'app/route/route.js': `import { search } from '../search.js';
export const dynamic = 'force-dynamic';
export const GET = async () => Response.json(await search());
`,
  'app/client/page.js': `'use client';
import { useEffect } from 'react';
import { search } from '../search.js';
export default function Client() {
  useEffect(() => void search().then((found) => console.log(JSON.stringify(found))), []);
  return <p>searching</p>;
}
`,
};

const next = (bundler) => ({
  name: `next-${bundler}`,
  group,
  uses: ['next', 'react'],
  title: `Next with ${bundler === 'turbopack' ? 'Turbopack' : 'webpack'}: next build and start; a page, a route and a client component`,
  expects: ['native', 'native', 'wasm'],
  heavy: true,
  async run({ projects, chromium, tools }) {
    const project = await projects.install(`next-${bundler}`, {
      tools: true,
      files: {
        ...nextFiles,
        'next.config.mjs': `export default { turbopack: { root: ${JSON.stringify(tools)} } };\n`,
      },
    });
    const bin = join(tools, 'node_modules', 'next', 'dist', 'bin', 'next');
    const env = { NEXT_TELEMETRY_DISABLED: '1' };
    await project.run('node', [bin, 'build', `--${bundler}`], { env, seconds: 300 });
    const server = project.start('node', [bin, 'start', '-p', '0', '-H', '127.0.0.1'], { env });
    try {
      const { 1: url } = await server.says(/(http:\/\/127\.0\.0\.1:\d+)/);
      const route = await (await fetch(`${url}/route`)).json();
      const html = await (await fetch(url)).text();
      const { 1: shown } = /<pre>(.*?)<\/pre>/.exec(html) ?? [];
      if (shown === undefined) throw new Error(`the page shows no result:\n${html}`);
      const page = JSON.parse(shown.replaceAll('&quot;', '"'));
      return [route, page, await chromium.visit(`${url}/client`)];
    } finally {
      await server.stop();
    }
  },
});

export const frameworks = [
  next('turbopack'),
  next('webpack'),
  {
    name: 'jest-modules',
    group,
    uses: ['jest'],
    title: 'Jest, import (node --experimental-vm-modules)',
    expects: 'native',
    async run({ projects, tools }) {
      const project = await projects.install('jest-modules', {
        tools: true,
        manifest: { jest: { transform: {} } },
        files: {
          'search.js': searchModule,
          'search.test.js': jestTest("import { search } from './search.js';"),
        },
      });
      return project.find(['--experimental-vm-modules', jest(tools)]);
    },
  },
  {
    name: 'jest-require',
    group,
    uses: ['jest'],
    title: 'Jest, require(), without configuration',
    expects: 'native',
    async run({ projects, tools }) {
      const project = await projects.install('jest-require', {
        tools: true,
        type: 'commonjs',
        files: {
          'search.js': searchCommonJs,
          'search.test.js': jestTest("const { search } = require('./search.js');"),
        },
      });
      return project.find([jest(tools)]);
    },
  },
];

const jest = (tools) => join(tools, 'node_modules', 'jest', 'bin', 'jest.js');
