// Lines for `tune serve`: requests that make sense in a session, and what becomes of them.
import { isUtf8 } from 'node:buffer';

/** Chance from a seed. */
export function randomOf(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n) => Math.floor(next() * n);
  return { next, below, chance: (p) => next() < p, pick: (list) => list[below(list.length)] };
}

const VALUES = [
  ...[null, true, false, 0, -0, 1, -1, 1.5, 1e308, -1e-308, 2 ** 31, 2 ** 53, 2 ** 64],
  ...['', 'x', '1', 'NaN', '\u0000', '\u2028', '𝒙', '../../etc', '__proto__', 'x'.repeat(5000)],
  ...[[], [1], {}, { x: 1 }, { toString: 1 }, [[[[[[]]]]]]],
];
const TWICE = '{"op":"best","op":';
const KEYS = [
  'bugdet',
  'Count',
  'ID',
  'valeu',
  '__proto__',
  'constructor',
  'toJSON',
  '',
  'x y',
  'ß',
];

function validRequest(random, model) {
  const ids = [...model.trials.keys()];
  const id = random.chance(0.1) || ids.length === 0 ? random.below(5000) : idOf(random, model, ids);
  const value = (random.next() - 0.5) * 10 ** random.below(6);
  const point = { x: random.next() * 10 - 5, größe: 1 + random.below(9) };
  const ended = random.pick([{ value }, { value }, { failed: `reason ${random.below(9)}` }]);
  return random.pick([
    () => ({ op: 'ask' }),
    () => ({ op: 'ask', count: 1 + random.below(5) }),
    () => ({ op: 'tell', id, ...(random.chance(0.2) ? { pruned: true } : ended) }),
    () => ({ op: 'tell', id, ...ended }),
    () => ({ op: 'tell', ...ended, id }),
    () => ({ op: 'report', id, step: random.below(20), value }),
    () => ({ op: 'add', params: point, ...ended }),
    () => ({ op: 'enqueue', params: point }),
    () => ({ op: 'best' }),
    () => ({ op: 'status' }),
    () => model.start('other.db'),
  ])();
}

/** Most often one that runs; ended ones are told again too. */
function idOf(random, model, ids) {
  const untold = [...model.untold];
  return untold.length > 0 && random.chance(0.8) ? random.pick(untold) : random.pick(ids);
}

/** Another value at one place of a request, or a key more, or one less. */
function mutated(random, request) {
  const copy = JSON.parse(JSON.stringify(request));
  const holders = [copy];
  for (const holder of holders) {
    for (const item of Object.values(holder)) {
      if (typeof item === 'object' && item !== null) holders.push(item);
    }
  }
  const holder = random.pick(holders);
  const key = random.pick([...Object.keys(holder), 'op']);
  const set = (name, value) =>
    Object.defineProperty(holder, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  const change = random.below(5);
  if (change === 0) set(key, random.pick(VALUES));
  if (change === 1) set(random.pick(KEYS), random.pick(VALUES));
  if (change === 2) Reflect.deleteProperty(holder, key);
  if (change === 3) {
    const value = holder[key];
    Reflect.deleteProperty(holder, key);
    set(random.pick(KEYS), value);
  }
  if (change === 4) set(key, null);
  return copy;
}

/** Other text than that of the request. */
function garbled(random, text) {
  const at = random.below(text.length);
  const cut = random.pick([
    '',
    'NaN',
    'Infinity',
    '"',
    '}',
    '{',
    ',',
    '\\',
    '\u0000',
    '\r',
    '\uFEFF',
  ]);
  return random.pick([
    () => text.slice(0, at),
    () => text.slice(at),
    () => text.slice(0, at) + cut + text.slice(at),
    () => text + text,
    () => `[${text}]`,
    () => text.replace('{"op":', TWICE),
    () => text.replace(/:(\d)/, ':$1e999'),
    () => '['.repeat(20_000),
    () => `{"op":"tell","failed":"${'a'.repeat(1_100_000)}"}`,
    () => JSON.stringify(random.pick(VALUES)),
  ])();
}

function withOtherBytes(random, bytes) {
  const copy = Buffer.from(bytes);
  const reason = copy.indexOf('reason');
  // Within a text, only the encoding is wrong.
  if (reason >= 0) return copy.fill(random.pick([0x80, 0xc3, 0xed, 0xff]), reason, reason + 1);
  for (let n = 1 + random.below(3); n > 0; n--) {
    const byte = random.below(256);
    // A line break would make two lines of it.
    if (copy.length > 0) copy[random.below(copy.length)] = byte === 10 ? 255 : byte;
  }
  return copy;
}

/**
 * A line: its bytes, and the request that it is, undefined if it must be refused or is not known to be
 * one. `isEmpty`: it gets no answer. `isAnswered`: it must not be refused.
 */
export function fuzzedLine(random, model) {
  const valid = validRequest(random, model);
  const kind = random.next();
  const request = kind < 0.55 || kind >= 0.85 ? valid : mutated(random, valid);
  let bytes = Buffer.from(JSON.stringify(request));
  if (kind >= 0.8 && kind < 0.95) bytes = Buffer.from(garbled(random, bytes.toString()));
  if (kind >= 0.95) bytes = withOtherBytes(random, bytes);
  if (random.chance(0.05)) bytes = Buffer.concat([bytes, Buffer.from('\r')]);
  if (random.chance(0.01)) bytes = Buffer.from(random.pick(['', ' ', '\r', '\t \r']));
  const text = bytes.toString().replace(/^\uFEFF/, '');
  const isEmpty = text.trim() === '';
  const isAnswered = kind < 0.55 && /^(ask|add|enqueue|best|status)$/.test(valid.op);
  return { bytes, isEmpty, isAnswered, request: isUtf8(bytes) ? parsed(text) : undefined };
}

/** What another reader of JSON makes of a line, which says nothing of keys that come twice. */
function parsed(text) {
  if (text.startsWith(TWICE)) return undefined;
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
