import { existsSync } from 'node:fs';
import { findCommand } from './command.ts';

/** The file of NVIDIA's kernel module on Linux. */
const DRIVER = '/proc/driver/nvidia/version';

/** Whether this machine has NVIDIA's driver, so that the CUDA build could compute on a GPU. */
export function hasNvidiaDriver(env: NodeJS.ProcessEnv): boolean {
  return existsSync(DRIVER) || findCommand('nvidia-smi', env) !== undefined;
}
