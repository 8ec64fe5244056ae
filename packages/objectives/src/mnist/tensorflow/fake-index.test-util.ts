import { createHash } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { crc32 } from 'node:zlib';
import type { WheelSet } from './wheel-pins.ts';

/** The name under which pip and uv take a wheel for Linux on x64. */
const FILE = 'tensorflow_cpu-2.19.1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl';
const INFO = 'tensorflow_cpu-2.19.1.dist-info';

const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

const LIBRARY = Buffer.alloc(600_000, 'the library ');
const FRAMEWORK = Buffer.from('the framework');

/** A wheel of the shape of TensorFlow's, with small files. */
const wheelOf = (framework: Buffer): Buffer =>
  zip({
    'tensorflow/libtensorflow_cc.so.2': LIBRARY,
    'tensorflow/libtensorflow_framework.so.2': framework,
    'tensorflow/include/tensorflow/c/c_api.h': Buffer.from('// nothing'),
    'tensorflow/setup.py': Buffer.from('raise SystemExit("must not run")'),
    [`${INFO}/METADATA`]: Buffer.from(
      'Metadata-Version: 2.1\nName: tensorflow-cpu\nVersion: 2.19.1\nRequires-Dist: numpy\n',
    ),
    [`${INFO}/WHEEL`]: Buffer.from(
      'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: false\nTag: cp311-cp311-manylinux_2_17_x86_64\n',
    ),
    [`${INFO}/RECORD`]: Buffer.from(''),
  });

export const FAKE_WHEEL: Buffer = wheelOf(FRAMEWORK);

/** A sound wheel with another library, as an attacker would make it. */
export const OTHER_WHEEL: Buffer = wheelOf(Buffer.from('the attacker'));

/** What {@link FAKE_WHEEL} is pinned to. */
export const FAKE_WHEELS: WheelSet = {
  pins: [{ name: 'tensorflow-cpu', version: '2.19.1', sha256: sha256(FAKE_WHEEL) }],
  downloadBytes: FAKE_WHEEL.length,
  neededBytes: 1e6,
  wanted: ['tensorflow/libtensorflow', 'tensorflow/include/'],
  libraries: {
    'lib/libtensorflow_cc.so.2': sha256(LIBRARY),
    'lib/libtensorflow_framework.so.2': sha256(FRAMEWORK),
  },
};

/** A package index on this machine: `url` is for PIP_INDEX_URL and UV_DEFAULT_INDEX. */
export interface FakeIndex {
  readonly url: string;
  /** The paths that were requested. */
  readonly asked: string[];
  close(): Promise<void>;
}

/** Serves one file as the wheel of tensorflow-cpu; `send` may break off or dawdle. */
export async function fakeIndex(
  wheel: Buffer = FAKE_WHEEL,
  send: (response: ServerResponse, wheel: Buffer) => void = (response) => response.end(wheel),
): Promise<FakeIndex> {
  const asked: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    asked.push(url);
    if (url.endsWith('/tensorflow-cpu/')) {
      response.setHeader('content-type', 'text/html');
      response.end(`<!DOCTYPE html><a href="/files/${FILE}">${FILE}</a>`);
    } else if (url.startsWith('/files/') && url.endsWith('.whl')) {
      response.setHeader('content-length', wheel.length);
      send(response, wheel);
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/simple`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** A zip archive of uncompressed files. */
function zip(files: Readonly<Record<string, Buffer>>): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const path = Buffer.from(name);
    // Version, flags, method, time, date, checksum, sizes, length of the name, no extra field.
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x21, 8);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(path.length, 22);
    const body = Buffer.concat([Buffer.from('PK\x03\x04'), common, path, content]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((0o100644 << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x03'), common, tail, path]));
    bodies.push(body);
    offset += body.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(bodies.length, 8);
  end.writeUInt16LE(bodies.length, 10);
  end.writeUInt32LE(
    directory.reduce((sum, { length }) => sum + length, 0),
    12,
  );
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, ...directory, end]);
}
