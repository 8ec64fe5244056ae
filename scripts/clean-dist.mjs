/** Removes what an older build of a package has left: its folder `dist` is published as it is. Run in the package. */
import { rmSync } from 'node:fs';

rmSync('dist', { recursive: true, force: true });
