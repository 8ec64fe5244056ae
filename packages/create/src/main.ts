import { parseArgs } from 'node:util';
import { isTuneError } from '@tune/core';
import { create } from './create.ts';
import { packageManagerOf } from './package-manager.ts';
import { terminalPrompts, visible } from './prompts.ts';
import type { CreateRequest } from './request.ts';
import { TEMPLATES } from './templates.ts';
import { version } from './version.ts';

const OPTIONS = {
  template: { type: 'string', short: 't' },
  language: { type: 'string', short: 'l' },
  name: { type: 'string', short: 'n' },
  script: { type: 'string', short: 's' },
  force: { type: 'boolean', default: false },
  yes: { type: 'boolean', short: 'y', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', default: false },
} as const;

const HELP = `npm create @tune [FOLDER] -- [options]

Makes a project for tune, or sets up the search for a training script.

Templates:
${Object.entries(TEMPLATES)
  .map(([name, does]) => `  ${name.padEnd(10)} ${does}`)
  .join('\n')}

Options:
  -t, --template NAME   one of these; default: script if one is found, else strategy
  -l, --language NAME   ts or js; default: ts
  -n, --name NAME       what the plugin is called; default: as its folder
  -s, --script FILE     the training script; default: the one that is found
      --force           replace files that are there
  -y, --yes             ask nothing, take the defaults
  -h, --help            show this help

Examples:
  npm create @tune annealing -- --template strategy
  npm create @tune . -- --script train.py
`;

/**
 * The command `create-tune`, which `npm create @tune` starts. It asks only a person at a terminal.
 * @returns the exit code: 0, 1 if something could not be written, 2 for what cannot be done, 130 if canceled
 */
export async function main(argv: readonly string[]): Promise<number> {
  const { stdin, stdout, stderr, env } = process;
  let parsed;
  try {
    parsed = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const said = error instanceof Error ? error.message.split('. ')[0]! : String(error);
    stderr.write(`create-tune: ${said}. --help lists the options.\n`);
    return 2;
  }
  const { values, positionals } = parsed;
  if (values.help) return (stdout.write(HELP), 0);
  if (values.version) return (stdout.write(`${version()}\n`), 0);
  if (positionals.length > 1) {
    stderr.write(`create-tune: expected one folder, but got ${positionals.join(', ')}.\n`);
    return 2;
  }
  const { yes, help: _help, version: _version, ...request } = values;
  const [folder] = positionals;
  const canAsk = !yes && stdin.isTTY && stdout.isTTY && !isCI(env);
  try {
    await create({ ...request, ...(folder === undefined ? {} : { folder }) } as CreateRequest, {
      cwd: process.cwd(),
      ...(canAsk ? { prompts: await terminalPrompts(stdin, stdout) } : {}),
      packageManager: packageManagerOf(env['npm_config_user_agent']),
      tune: 'npx @tune/tune',
      write: (line) => stdout.write(`${visible(line)}\n`),
    });
    return 0;
  } catch (error) {
    if (!isTuneError(error)) throw error;
    stderr.write(`create-tune: ${visible(error.message)}\n`);
    if (error.code === 'CREATE_CANCELED') return 130;
    return error.code === 'CREATE_NOT_WRITABLE' ? 1 : 2;
  }
}

/** Set by CI services, whatever its value but `false`. */
const isCI = (env: NodeJS.ProcessEnv): boolean =>
  env['CI'] !== undefined && env['CI'] !== '' && env['CI'] !== 'false';
