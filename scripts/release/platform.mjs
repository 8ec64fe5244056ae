// The package with the addon of one platform. npm, pnpm and Yarn install it where os, cpu and libc match.
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../steps.mjs';
import { sharedFields } from './manifest.mjs';
import { FILE as NOTICES } from './notices.mjs';
import { manifestOf } from './packages.mjs';

const home = 'packages/gp-native';
const addon = join(root, home, 'build', 'Release', 'gp_native.node');

/** Whether an addon has been built here. */
export const hasAddon = () => existsSync(addon);

/** Lays out the platform package of this machine in `folder`; its folder. */
export async function stagePlatform(folder, { repository }) {
  const { platformPackage } = await import(`../../${home}/dist/native-files.js`);
  const name = platformPackage();
  const { version, license, engines } = manifestOf(join(root, home));
  const libc =
    process.platform === 'linux' ? (name.endsWith('-musl') ? 'musl' : 'glibc') : undefined;
  const where = `${process.platform}, ${process.arch}${libc ? `, ${libc}` : ''}`;
  const directory = join(folder, name.split('/')[1]);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  cpSync(addon, join(directory, 'gp_native.node'));
  cpSync(join(root, 'LICENSE'), join(directory, 'LICENSE'));
  writeFileSync(
    join(directory, 'README.md'),
    `# ${name}\n\nThe addon of \`@tune/gp-native\` for ${where}. Install that package: it depends on this one.\n`,
  );
  const manifest = {
    name,
    version,
    description: `The addon of @tune/gp-native for ${where}`,
    license,
    engines,
    os: [process.platform],
    cpu: [process.arch],
    ...(libc && { libc: [libc] }),
    type: 'commonjs',
    keywords: ['tune', 'gaussian-process', 'native-addon'],
    main: './gp_native.node',
    files: ['gp_native.node', NOTICES],
    // Yarn's Plug'n'Play keeps packages zipped; an addon is loaded from a file.
    preferUnplugged: true,
    ...sharedFields({ repository, directory: home }),
  };
  writeFileSync(join(directory, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return directory;
}

/** The platform packages laid out in `folder`, of this machine and of others. */
export function platformsIn(folder) {
  return readdirSync(folder)
    .filter((entry) => entry.startsWith('gp-native-'))
    .map((entry) => ({ folder: join(folder, entry), manifest: manifestOf(join(folder, entry)) }))
    .map(({ folder, manifest }) => ({ name: manifest.name, folder, manifest }));
}
