import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { isUnderNohup } from './nohup.ts';

const folder = mkdtempSync(join(tmpdir(), 'tune-nohup-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the system says of a stdin. */
function procOf(name: string, file: string, flags: string): string {
  const proc = join(folder, name);
  for (const part of ['fd', 'fdinfo']) mkdirSync(join(proc, part), { recursive: true });
  symlinkSync(file, join(proc, 'fd', '0'));
  writeFileSync(join(proc, 'fdinfo', '0'), `pos:\t0\nflags:\t${flags}\nmnt_id:\t24\n`);
  return proc;
}

test('nohup is recognized by the variable of the shell', () => {
  expect(isUnderNohup({ _: '/usr/bin/nohup' }, folder)).toBe(true);
  expect(isUnderNohup({ _: '/usr/bin/node' }, folder)).toBe(false);
  expect(isUnderNohup({}, folder)).toBe(false);
});

test('nohup is recognized by a stdin that can only be written to', () => {
  expect(isUnderNohup({}, procOf('nohup', '/dev/null', '02100001'))).toBe(true);
  expect(isUnderNohup({}, procOf('read', '/dev/null', '0100000'))).toBe(false);
  expect(isUnderNohup({}, procOf('both', '/dev/null', '0100002'))).toBe(false);
  expect(isUnderNohup({}, procOf('terminal', '/dev/pts/1', '0100001'))).toBe(false);
});
