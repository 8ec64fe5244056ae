// What a process has written, as strace tells it, and what a disk may hold of it.
import { readFileSync, writeFileSync } from 'node:fs';

const bytesOf = (hex) => Buffer.from(hex.replaceAll('\\x', ''), 'hex');
const textOf = (hex) => bytesOf(hex).toString();
const PATH = /^\d+<([^>]*)>/;

/**
 * The steps of a recorded process: writes, cuts, syncs and removals of a database and the files beside
 * it, and what was written to the output.
 */
export function readTrace(trace, file, out) {
  const unfinished = new Map();
  const steps = [];
  for (const line of readFileSync(trace, 'latin1').split('\n')) {
    const [, pid, begun] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (begun === undefined) continue;
    if (begun.endsWith(' <unfinished ...>')) {
      unfinished.set(pid, begun.slice(0, -' <unfinished ...>'.length));
      continue;
    }
    const rest = /^<\.\.\. \w+ resumed>(.*)$/.exec(begun)?.[1];
    const call = rest === undefined ? begun : `${unfinished.get(pid) ?? ''}${rest}`;
    const step = stepOf(call, file, out);
    if (step !== undefined) steps.push(step);
  }
  return steps;
}

function stepOf(call, file, out) {
  const [, name, args, result] = /^(\w+)\((.*)\) += (-?\d+)/.exec(call) ?? [];
  if (name === undefined || Number(result) < 0) return undefined;
  if (name === 'unlink') {
    const path = textOf(/^"([^"]*)"/.exec(args)[1]);
    return path.startsWith(file) ? { type: 'unlink', path } : undefined;
  }
  const path = textOf(PATH.exec(args)?.[1] ?? '');
  const strings = [...args.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, hex]) => bytesOf(hex));
  if (path === out && name.startsWith('write')) {
    return { type: 'output', text: Buffer.concat(strings).toString() };
  }
  // The memory of readers and writers is not on the disk.
  if (!path.startsWith(file) || path.endsWith('-shm')) return undefined;
  if (name === 'pwrite64') {
    const at = Number(/, (\d+)$/.exec(args)[1]);
    return { type: 'write', path, at, data: strings[0].subarray(0, Number(result)) };
  }
  if (name === 'ftruncate') {
    return { type: 'cut', path, length: Number(/, (\d+)$/.exec(args)[1]) };
  }
  return name === 'fsync' || name === 'fdatasync' ? { type: 'sync', path } : undefined;
}

/** Sectors are written as a whole. */
const SECTOR = 512;

/** A file on a disk: what is safe, and what may be lost. */
class DiskFile {
  #synced = Buffer.alloc(0);
  #pending = [];

  take(step) {
    if (step.type === 'sync') {
      for (const one of this.#pending) this.#synced = applied(this.#synced, one);
      this.#pending = [];
    } else {
      this.#pending.push(step);
    }
  }

  /** What may be there after a power cut. @returns the content, and how many writes are not in it */
  image(rng) {
    let content = this.#synced;
    let dropped = 0;
    const share = rng.next();
    for (const step of this.#pending) {
      const chance = rng.next();
      if (chance > share) {
        dropped += 1;
        continue;
      }
      const isTorn = step.type === 'write' && chance < share / 8 && step.data.length > SECTOR;
      if (isTorn) dropped += 1;
      content = applied(content, isTorn ? torn(step, rng) : step);
    }
    return { content, dropped };
  }
}

function torn({ data, at, ...step }, rng) {
  const sectors = Math.ceil(data.length / SECTOR);
  const from = rng.integer(sectors) * SECTOR;
  const isEnd = rng.next() < 0.5;
  return isEnd
    ? { ...step, at: at + from, data: data.subarray(from) }
    : { ...step, at, data: data.subarray(0, from) };
}

function applied(content, step) {
  if (step.type === 'cut') {
    const shorter = Buffer.alloc(step.length);
    content.copy(shorter);
    return shorter;
  }
  const longer = Buffer.alloc(Math.max(content.length, step.at + step.data.length));
  content.copy(longer);
  step.data.copy(longer, step.at);
  return longer;
}

/** The files of a database on a disk. */
export class Disk {
  #file;
  #files = new Map();

  constructor(file) {
    this.#file = file;
  }

  take(step) {
    if (step.type === 'unlink') {
      this.#files.delete(step.path);
      return;
    }
    if (!this.#files.has(step.path)) this.#files.set(step.path, new DiskFile());
    this.#files.get(step.path).take(step);
  }

  /** Writes what may be there after a power cut. @returns how many writes are lost or torn */
  writeImage(copy, rng) {
    let lost = 0;
    for (const [path, one] of this.#files) {
      const { content, dropped } = one.image(rng);
      lost += dropped;
      writeFileSync(copy + path.slice(this.#file.length), content);
    }
    return lost;
  }
}
