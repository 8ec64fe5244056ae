import { existsSync } from 'node:fs';
import { findCommand } from './command.ts';

/** Where the kernel module of NVIDIA's driver shows itself on Linux. */
const DRIVER = '/proc/driver/nvidia/version';

/** Whether this machine has NVIDIA's driver, so that the CUDA build could compute on a GPU. */
export function hasNvidiaDriver(env: NodeJS.ProcessEnv): boolean {
  return existsSync(DRIVER) || findCommand('nvidia-smi', env) !== undefined;
}
