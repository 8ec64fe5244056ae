import { Writable } from 'node:stream';
import { create, packageManagerOf, terminalPrompts, type Prompts } from '@tune/create';
import { isTuneError } from '@tune/core';
import type { Flags } from '../options/flags.ts';
import { EXIT } from '../process/exit-code.ts';
import { draw, log, write } from '../process/output.ts';

type InitFlags = Flags<'yes' | 'replace'> &
  Partial<Flags<'template' | 'language' | 'pluginName' | 'script'>> & { readonly folder?: string };

/** `tune init`: what `npm create @tune` does, in a project that has the command. */
export async function initCommand({
  yes,
  replace,
  pluginName,
  ...request
}: InitFlags): Promise<number> {
  const { env } = process;
  const lines: string[] = [];
  try {
    const prompts = yes ? undefined : await promptsHere();
    const name = pluginName === undefined ? {} : { name: pluginName };
    await create(
      { ...request, ...name, force: replace },
      {
        cwd: process.cwd(),
        ...(prompts === undefined ? {} : { prompts }),
        packageManager: packageManagerOf(env['npm_config_user_agent']),
        // npm says so to what npx starts.
        tune: env['npm_command'] === 'exec' ? 'npx tune' : 'tune',
        write: (line) => lines.push(line),
      },
    );
    await write(`${lines.join('\n')}\n`);
    return EXIT.ok;
  } catch (error) {
    if (!isTuneError(error, 'CREATE_CANCELED')) throw error;
    log(error.message);
    return EXIT.interrupted;
  }
}

/** Questions, on a terminal; never in CI, which may have one too. */
async function promptsHere(): Promise<Prompts | undefined> {
  const { stdin, stdout, env } = process;
  const isCI = env['CI'] !== undefined && env['CI'] !== '' && env['CI'] !== 'false';
  if (!stdin.isTTY || !stdout.isTTY || isCI) return undefined;
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      draw(chunk.toString());
      done();
    },
  });
  // Some terminals tell no size.
  const [columns, rows] = [stdout.columns || 80, stdout.rows || 24];
  return terminalPrompts(stdin, Object.assign(output, { isTTY: true, columns, rows }));
}
