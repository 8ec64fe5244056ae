import { resolve } from 'node:path';
import { isTuneError } from '@tune/core';
import { cliError } from '../errors.ts';
import { loadPath } from '../plugins/load-module.ts';
import { isFile } from '../versions/is-file.ts';
import { shownPath } from '../versions/shown-path.ts';
import { checkConfig } from './check-config.ts';
import { setConfig, type LoadedConfig } from './current.ts';

/**
 * Reads a config, and uses it from now on.
 * @throws CLI_CONFIG_INVALID  the file is missing, cannot be loaded, or has something that a config has not
 */
export async function useConfig(path: string): Promise<LoadedConfig> {
  const file = resolve(path);
  const shown = shownPath(file);
  if (!isFile(file)) {
    throw cliError('CLI_CONFIG_INVALID', { file: shown, reason: 'there is no such file.' });
  }
  const loaded = await loadPath(file).catch((error: unknown) => {
    if (!isTuneError(error)) throw error;
    const { reason = error.message } = error.details;
    throw cliError('CLI_CONFIG_INVALID', { file: shown, reason }, { cause: error });
  });
  const config = { file, loaded, config: await checkConfig(shown, await loaded.value) };
  setConfig(config);
  return config;
}
