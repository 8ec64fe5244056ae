// Compresses 2 MB of log lines with a pool of workers and prints how many seconds sending them would take over a
// line of 0.5 MB a second: the time to compress, and the time to transfer what is left.
import { parseArgs } from 'node:util';
import { compress } from './pool.mjs';
import { logLines } from './log-lines.mjs';

const BYTES_PER_SECOND = 5e5;

const { values } = parseArgs({
  options: {
    workers: { type: 'string', default: '1' },
    level: { type: 'string', default: '6' },
    chunk: { type: 'string', default: '64' }, // KiB
    memory: { type: 'string', default: '8' },
  },
});
const [workers, level, chunk, memory] = [
  values.workers,
  values.level,
  values.chunk,
  values.memory,
].map(Number);

const data = logLines(2e6, Number(process.env.TUNE_SEED ?? 1));
const began = performance.now();
const { bytes } = await compress(data, { workers, level, chunkBytes: chunk * 1024, memory });
const seconds = (performance.now() - began) / 1000;
console.error(`${data.length} bytes became ${bytes} in ${seconds.toFixed(2)} s`);
console.log(seconds + bytes / BYTES_PER_SECOND);
