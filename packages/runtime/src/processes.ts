import { killTagged, type Tag } from './pool/process-tag.ts';
import { makeTempFolder, sweepTempFolders } from './temp-folders.ts';

export { makeTempFolder };

/**
 * Removes what a killed process has left: the processes with a value of an environment variable, which
 * only Linux shows, and folders for temporary files.
 */
export function sweep(tag: Tag): void {
  killTagged(tag);
  sweepTempFolders();
}
