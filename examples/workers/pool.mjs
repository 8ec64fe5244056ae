import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { deflateRawSync } from 'node:zlib';

/**
 * Compresses data chunk by chunk; each worker takes the next chunk when it is done with one.
 * @returns how many bytes are left
 */
export async function compress(data, { workers, level, chunkBytes, memory }) {
  const chunks = [];
  for (let at = 0; at < data.length; at += chunkBytes)
    chunks.push(data.subarray(at, at + chunkBytes));
  let next = 0;
  let bytes = 0;
  async function work() {
    const worker = new Worker(new URL(import.meta.url));
    try {
      while (next < chunks.length) {
        const left = await request(worker, chunks[next++], { level, memory });
        bytes += left;
      }
    } finally {
      await worker.terminate();
    }
  }
  await Promise.all(Array.from({ length: workers }, work));
  return { bytes };
}

const request = (worker, chunk, options) =>
  new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (bytes) => {
      worker.off('error', reject);
      resolve(bytes);
    });
    // A copy: of a part of a buffer, the whole buffer would be sent.
    worker.postMessage({ chunk: new Uint8Array(chunk), options });
  });

if (!isMainThread) {
  parentPort.on('message', ({ chunk, options: { level, memory } }) => {
    parentPort.postMessage(deflateRawSync(chunk, { level, memLevel: memory }).length);
  });
}
