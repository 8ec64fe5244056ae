import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { PROCESS_TAG } from '../pool/process-tag.ts';

interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  /** In clock ticks since the system started; missing without /proc. */
  readonly startedAt?: number;
  readonly residentBytes: number;
}

/**
 * This process and all that it has started: its descendants and, on Linux, processes that left their
 * parent but carry the tag of this process in their environment.
 */
export class ProcessTree {
  readonly #own: number;
  readonly #tag: string | undefined;
  /** Processes without the tag, as `pid/startedAt`: their environment need not be read again. */
  #strangers = new Set<string>();
  #hasStarted = false;

  constructor(own = process.pid, tag = process.env[PROCESS_TAG]) {
    this.#own = own;
    this.#tag = tag === undefined ? undefined : `${PROCESS_TAG}=${tag}\0`;
  }

  /** Whether this process has ever been seen with a child. */
  get hasStarted(): boolean {
    this.#hasStarted ||= hasChildren(this.#own);
    return this.#hasStarted;
  }

  /**
   * The memory of all of them. Pages that they share count for each, unless that is more than `limit`:
   * then they count once, which takes longer to find out.
   */
  usedBytes(limit = Infinity): number {
    const members = this.#members();
    const bytes = sum(members.map(({ residentBytes }) => residentBytes));
    return bytes > limit ? sum(members.map(proportionalBytes)) : bytes;
  }

  #members(): ProcessEntry[] {
    const all = listProcesses(this.#own);
    const own = all.find(({ pid }) => pid === this.#own);
    const members = new Set(own === undefined ? [] : [own]);
    addDescendants(members, all);
    const others = all.filter(
      (one) => !members.has(one) && (one.startedAt ?? 0) >= (own?.startedAt ?? 0),
    );
    for (const one of others) if (this.#isTagged(one)) members.add(one);
    addDescendants(members, all);
    this.#strangers = new Set(others.filter((one) => !members.has(one)).map(keyOf));
    return [...members];
  }

  #isTagged(one: ProcessEntry): boolean {
    if (this.#tag === undefined || this.#strangers.has(keyOf(one))) return false;
    return readText(`/proc/${one.pid}/environ`)?.includes(this.#tag) === true;
  }
}

const keyOf = ({ pid, startedAt }: ProcessEntry): string => `${pid}/${startedAt}`;

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

function addDescendants(members: Set<ProcessEntry>, all: readonly ProcessEntry[]): void {
  const pids = new Set([...members].map(({ pid }) => pid));
  for (let before = -1; before !== members.size;) {
    before = members.size;
    for (const one of all) {
      if (!pids.has(one.parent)) continue;
      members.add(one);
      pids.add(one.pid);
    }
  }
}

/** The kernel lists the children of each thread; false only if there are none. */
function hasChildren(pid: number): boolean {
  try {
    return readdirSync(`/proc/${pid}/task`).some(
      (thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1') !== '',
    );
  } catch {
    // Not Linux, a kernel without these lists, or a thread that has just ended.
    return true;
  }
}

function listProcesses(own: number): ProcessEntry[] {
  const pids = list('/proc').filter((name) => /^\d+$/.test(name));
  if (pids.length === 0) return listByCommand();
  const entries = pids.flatMap((pid) => entryOf(Number(pid)) ?? []);
  const pageBytes = pageBytesOf(entries.find(({ pid }) => pid === own)?.residentBytes);
  return entries.map((entry) => ({ ...entry, residentBytes: entry.residentBytes * pageBytes }));
}

/** An entry whose memory is in pages. */
function entryOf(pid: number): ProcessEntry | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  // The name before the bracket may contain anything. @see proc_pid_stat(5) for the numbers
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields === undefined) return undefined;
  const [parent, startedAt, residentBytes] = [fields[1], fields[19], fields[21]].map(Number);
  return { pid, parent: parent!, startedAt: startedAt!, residentBytes: residentBytes! };
}

/** The size of a page, which Node does not tell: a power of two, by what both say of this process. */
function pageBytesOf(ownPages: number | undefined): number {
  if (ownPages === undefined || ownPages === 0) return 4096;
  return 2 ** Math.round(Math.log2(process.memoryUsage.rss() / ownPages));
}

/** Systems without /proc have the command. */
function listByCommand(): ProcessEntry[] {
  const { stdout } = spawnSync('ps', ['-axo', 'pid=,ppid=,rss='], { encoding: 'latin1' });
  return (stdout ?? '').split('\n').flatMap((line) => {
    const [pid, parent, kib] = line.trim().split(/\s+/).map(Number);
    return kib === undefined ? [] : [{ pid: pid!, parent: parent!, residentBytes: kib * 1024 }];
  });
}

/** Its memory, in which a page that n processes share counts as an n-th. */
function proportionalBytes({ pid, residentBytes }: ProcessEntry): number {
  const kib = /^Pss:\s+(\d+) kB$/m.exec(readText(`/proc/${pid}/smaps_rollup`) ?? '')?.[1];
  return kib === undefined ? residentBytes : Number(kib) * 1024;
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    // It has ended, or belongs to another user.
    return undefined;
  }
}
