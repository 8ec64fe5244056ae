import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { exchange, RANDOM, serve } from './serve-client.ts';

const line = (request: object) => `${JSON.stringify(request)}\n`;
const BEST = line({ op: 'best' });
const INVALID = 'CLI_REQUEST_INVALID';

test('each line gets one answer, in order, whatever it is', async () => {
  const { answers, codes, code, stderr } = await exchange([
    line(RANDOM),
    '{"op":\n[]\nnull\n7\n"best"\n{}\n',
    '{"op":"ask","count":NaN}\n',
    '{"op":"ask","count":1,"count":2}\n',
    '{"op":"ask","count":1,"\\u0063ount":2}\n',
    '{"__proto__":{"op":"best"}}\n{"op":"best","__proto__":1}\n{"op":"constructor"}\n',
    `{"op":"best","a":${'['.repeat(40)}${']'.repeat(40)}}\n`,
    `${'['.repeat(500_000)}\n`,
    line({ op: 'ask', count: 2 }),
    line({ op: 'tell', id: 2, value: 4 }),
    BEST,
  ]);
  expect(codes).toEqual([
    'ok',
    ...Array.from({ length: 10 }, () => INVALID),
    'CLI_REQUEST_KEY_UNKNOWN',
    ...[INVALID, INVALID, INVALID, 'ok', 'ok', 'ok'],
  ]);
  expect(answers[7]!.error!.message).toMatch(/no NaN/);
  expect(answers[8]!.error!.message).toMatch(/each key once/);
  expect(answers.at(-1)).toMatchObject({ id: 2, value: 4 });
  expect([code, stderr]).toEqual([0, '']);
}, 60_000);

test('byte order marks, CRLF, empty lines and line separators within texts are all the same', async () => {
  const { codes, answers, code } = await exchange([
    `\uFEFF${line(RANDOM).trim()}\r\n\r\n  \n`,
    line({ op: 'ask' }).replace('\n', '\r\n'),
    // JSON allows these in a text; other readers of lines would cut here.
    '{"op":"tell","id":1,"failed":"a\u2028b\u2029c\u0085"}\n',
    BEST.trim(),
  ]);
  expect(codes).toEqual(['ok', 'ok', 'ok', 'ok']);
  expect(answers.at(-1)).toEqual({ params: null, value: null, id: null });
  expect(code).toBe(0);
}, 60_000);

test('requests may be cut anywhere, also within a character, and come together', async () => {
  const name = 'größe ☃ 𝒙';
  const space = [{ name, type: 'float', low: 0, high: 1 }];
  const bytes = Buffer.from(
    line({ ...RANDOM, space }) + line({ op: 'add', params: { [name]: 0.5 }, value: 1 }) + BEST,
  );
  const expected = [
    { ok: true, best: true },
    { ok: true, id: 1 },
    { params: { [name]: 0.5 }, value: 1, id: 1 },
  ];
  expect((await exchange([bytes])).answers).toEqual(expected);
  const { child, answer, ended } = serve();
  for (const byte of bytes) {
    child.stdin.write(Buffer.of(byte));
    // Else the chunks would come together.
    if (byte > 127) await wait(2);
  }
  for (const one of expected) expect(await answer()).toEqual(one);
  child.stdin.end();
  expect(await ended).toEqual([0, null]);
}, 60_000);

test('bytes that are not UTF-8 are refused, and the next line works', async () => {
  const { codes, answers } = await exchange([
    line(RANDOM),
    Buffer.from([0x7b, 0xff, 0xfe, 0x7d, 0x0a]),
    Buffer.concat([Buffer.from('{"op":"'), Buffer.from([0xc3]), Buffer.from('"}\n')]),
    Buffer.from('{"op":"best"}\n', 'utf16le'),
    BEST,
  ]);
  // The line break of UTF-16 has a second byte, which begins the next line.
  expect(codes).toEqual(['ok', INVALID, INVALID, INVALID, INVALID]);
  expect(answers[1]!.error!.message).toBe('Expected UTF-8 for a line, but got other bytes.');
}, 60_000);

/** Peak memory of a process, in MiB. */
const peakOf = (pid: number): number =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;

test.skipIf(process.platform !== 'linux')(
  'a line of 100 MB is refused at once and passed over in bounded memory, and the next line works',
  async () => {
    const { child, send, answer, end } = serve();
    await send(RANDOM);
    const before = peakOf(child.pid!);
    const piece = 'x'.repeat(1_000_000);
    child.stdin.write('{"op":"');
    child.stdin.write(piece + piece);
    expect((await answer())!.error).toMatchObject({
      code: INVALID,
      message: 'Expected at most 1,048,576 bytes for a line, but got more.',
    });
    for (let n = 0; n < 98; n++) await new Promise((done) => child.stdin.write(piece, done));
    child.stdin.write('"}\n');
    expect(await send({ op: 'best' })).toMatchObject({ id: null });
    expect(peakOf(child.pid!) - before).toBeLessThan(60);
    expect(await end()).toBe(0);
  },
  60_000,
);

test('a request that is cut by the end of stdin is answered with an error, a whole one with its answer', async () => {
  expect((await exchange([line(RANDOM), '{"op":"be'])).codes).toEqual(['ok', INVALID]);
  expect((await exchange([line(RANDOM), '{"op":"best"}'])).codes).toEqual(['ok', 'ok']);
  expect((await exchange([])).codes).toEqual([]);
}, 60_000);

test('a client that reads no further ends it quietly', async () => {
  const { child, send, ended, stderr } = serve();
  await send(RANDOM);
  child.stdout.destroy();
  for (let n = 0; n < 3; n++) {
    child.stdin.write(BEST);
    await wait(50);
  }
  expect(await ended).toEqual([0, null]);
  expect(stderr()).toBe('');
}, 60_000);

test.skipIf(process.platform !== 'linux')(
  'a client that writes and does not read holds it up, and memory stays bounded',
  async () => {
    const { child, send, answer, ended } = serve();
    await send(RANDOM);
    const names = Array.from({ length: 100 }, (_, n) => [`p${n}`, 1]);
    const refused = { op: 'add', params: Object.fromEntries(names), value: 1 };
    const { length } = JSON.stringify(await send(refused));
    const before = peakOf(child.pid!);
    child.stdout.pause();
    const requests = Math.ceil(120_000_000 / length);
    child.stdin.write(line(refused).repeat(requests));
    await wait(8000);
    expect(peakOf(child.pid!) - before).toBeLessThan(60);
    child.stdout.resume();
    for (let n = 0; n < requests; n++) expect((await answer())!.error).toBeDefined();
    child.stdin.end();
    expect(await ended).toEqual([0, null]);
  },
  60_000,
);

test('a signal ends it although its client reads nothing', async () => {
  const { child, send, ended } = serve();
  await send(RANDOM);
  child.stdout.pause();
  child.stdin.write(line({ op: 'ask', count: 1000 }).repeat(9));
  await wait(500);
  child.kill('SIGTERM');
  const exit = new Promise((resolve) => child.once('exit', resolve));
  expect(await exit).toBe(130);
  child.stdout.resume();
  await ended;
}, 60_000);

test('millions of asked points are refused with the range; asks of the largest count yield', async () => {
  const { send, codeOf, end } = serve();
  await send(RANDOM);
  expect((await send({ op: 'ask', count: 3_000_000 })).error).toMatchObject({
    code: INVALID,
    message: 'Expected a whole number from 1 to 1,000 for count, but got 3000000.',
  });
  for (let n = 1; n <= 10; n++) {
    const { trials } = await send({ op: 'ask', count: 1000 });
    expect(trials).toHaveLength(1000);
    expect(trials!.at(-1)!.id).toBe(n * 1000);
  }
  expect((await send({ op: 'ask' })).error!.message).toMatch(
    /at most 0, because 10,000 trials may be asked for and not told/,
  );
  expect(await codeOf({ op: 'tell', id: 7, value: 1 })).toBeUndefined();
  expect((await send({ op: 'ask' })).trials).toHaveLength(1);
  expect(await end()).toBe(0);
}, 60_000);
