import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';

/** What numbers depend on. Units of another machine, build or version are not taken over. */
export function describeMachine(native, versions) {
  const { path } = native.tried.find(({ error }) => error === undefined);
  return {
    processor: cpus()[0].model.trim(),
    cores: cpus().length,
    instructionSet: native.instructionSet,
    node: process.version,
    addon: createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 12),
    ...versions,
  };
}

/** The units measured so far, also in a file if one is given. */
export class Report {
  #file;
  #machine;
  #units = {};

  constructor(file, machine, resume) {
    this.#file = file;
    this.#machine = machine;
    if (!resume || !existsSync(file)) return;
    const kept = JSON.parse(readFileSync(file, 'utf8'));
    // A run of sections that need no rival does not know their versions.
    const same = Object.entries(machine).every(
      ([name, value]) => (kept.machine[name] ?? value) === value,
    );
    if (same) {
      this.#units = kept.units;
      this.#machine = { ...kept.machine, ...machine };
    } else {
      console.log(`${file} is of another machine, build or version: nothing is taken over.`);
    }
  }

  get machine() {
    return this.#machine;
  }

  /** The unit, if it was measured with these settings. */
  find(name, settings) {
    const unit = this.#units[name];
    return JSON.stringify(unit?.settings) === JSON.stringify(settings) ? unit : undefined;
  }

  unit(name) {
    return this.#units[name];
  }

  add(name, settings, rows, seconds) {
    const date = new Date().toISOString().slice(0, 10);
    const load = Number(loadavg()[0].toFixed(1));
    const unit = { name, settings, date, load, seconds, rows };
    this.#units[name] = unit;
    if (this.#file !== undefined) {
      const content = { machine: this.#machine, units: this.#units };
      writeFileSync(this.#file, `${JSON.stringify(content, null, 1)}\n`);
    }
    return unit;
  }
}
