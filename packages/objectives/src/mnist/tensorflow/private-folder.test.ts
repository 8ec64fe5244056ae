import {
  chmodSync,
  chownSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findExposure } from './private-folder.ts';

const uid = process.getuid?.();
const isRoot = uid === 0;
/** Files of another user can be made by root alone. */
const STRANGER = 4321;

let base: string;
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'tune-private-')));
});
afterEach(() => {
  rmSync(base, { recursive: true, force: true });
});

function folder(name: string, mode = 0o700): string {
  const path = join(base, name);
  mkdirSync(path);
  chmodSync(path, mode);
  return path;
}

describe.skipIf(uid === undefined)('a folder', () => {
  it('is private if only this user can write in it and in the folders above it', () => {
    expect(findExposure(folder('mine'))).toBeUndefined();
    expect(findExposure(folder('readable', 0o755))).toBeUndefined();
  });

  it('that does not exist is judged by the folders above it', () => {
    expect(findExposure(join(base, 'not', 'there'))).toBeUndefined();
    folder('open', 0o777);
    expect(findExposure(join(base, 'open', 'not', 'there'))?.reason).toContain('open');
  });

  it('is not private if everyone can write in it, sticky or not', () => {
    const open = folder('open', 0o777);
    expect(findExposure(open)).toMatchObject({
      reason: expect.stringContaining(`${open} can be written by every user`) as string,
      remedy: expect.stringContaining(`chmod go-w ${open}`) as string,
    });
    chmodSync(open, 0o1777);
    expect(findExposure(open)?.reason).toContain('every user');
  });

  it('in a folder that is open is private only if that one is sticky, like /tmp', () => {
    const open = folder('open', 0o777);
    const mine = join(open, 'mine');
    mkdirSync(mine, { mode: 0o700 });
    expect(findExposure(mine)?.reason).toContain(`${open} can be written`);
    chmodSync(open, 0o1777);
    expect(findExposure(mine)).toBeUndefined();
  });

  it.runIf(isRoot)('of another user is not private, nor is one in a folder of another user', () => {
    const other = folder('other');
    mkdirSync(join(other, 'mine'), { mode: 0o700 });
    chownSync(other, STRANGER, STRANGER);
    expect(findExposure(other)?.reason).toMatch(/other belongs to another user \(id 4321\)/);
    expect(findExposure(join(other, 'mine'))?.reason).toContain('another user');
    expect(findExposure(other, STRANGER)).toBeUndefined();
  });

  it.runIf(isRoot)('of root is private: root could change everything anyway', () => {
    expect(findExposure(folder('roots', 0o755), STRANGER)).toBeUndefined();
  });

  it.runIf(isRoot)(
    'is not private if its group can write, unless it is the group of the user',
    () => {
      const shared = folder('shared', 0o775);
      chownSync(shared, 0, STRANGER);
      expect(findExposure(shared)?.reason).toContain('its group');
      chownSync(shared, 0, 0);
      expect(findExposure(shared)).toBeUndefined();
    },
  );
});

describe.skipIf(uid === undefined)('a link', () => {
  it('is as private as the folder that it leads to', () => {
    const link = join(base, 'link');
    symlinkSync('mine', link);
    folder('mine');
    expect(findExposure(link)).toBeUndefined();
    chmodSync(join(base, 'mine'), 0o777);
    expect(findExposure(link)?.reason).toContain('mine can be written');
  });

  it('in the middle of a path is followed as well', () => {
    mkdirSync(join(folder('open', 0o777), 'inner'), { mode: 0o700 });
    symlinkSync(join(base, 'open'), join(base, 'link'));
    expect(findExposure(join(base, 'link', 'inner'))?.reason).toContain('open can be written');
  });

  it('in an open folder is not private: others could change the link', () => {
    folder('mine');
    const open = folder('open', 0o777);
    symlinkSync(join(base, 'mine'), join(open, 'link'));
    expect(findExposure(join(open, 'link'))?.reason).toContain('open can be written');
  });

  it.runIf(isRoot)('of another user in a sticky folder is not private', () => {
    folder('mine');
    const open = folder('open', 0o1777);
    symlinkSync(join(base, 'mine'), join(open, 'link'));
    expect(findExposure(join(open, 'link'))).toBeUndefined();
    lchownSync(join(open, 'link'), STRANGER, STRANGER);
    expect(findExposure(join(open, 'link'))?.reason).toContain('another user');
  });

  it('that leads to itself ends', () => {
    symlinkSync('b', join(base, 'a'));
    symlinkSync('a', join(base, 'b'));
    expect(findExposure(join(base, 'a'))).toBeUndefined();
  });
});
