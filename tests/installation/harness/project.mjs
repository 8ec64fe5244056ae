import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { foundIn } from './found.mjs';
import { run, start } from './command.mjs';

/** What most projects install. */
export const LIBRARY = ['@tune/core', '@tune/strategies'];

/** Makes the projects of one run, all below one folder. */
export class Projects {
  #registry;
  #packages;
  #plain;
  #besideTools;

  /** `plain` has no packages above it; a project below `besideTools` finds the tools as if it had installed them. */
  constructor({ registry, packages, plain, besideTools }) {
    this.#registry = registry;
    this.#packages = packages;
    this.#plain = plain;
    this.#besideTools = besideTools;
  }

  /** Writes a project. Its manifest depends on `dependencies`, by the versions that were packed. */
  write(name, { dependencies = LIBRARY, type = 'module', manifest = {}, files, tools = false }) {
    const folder = join(tools ? this.#besideTools : this.#plain, name);
    mkdirSync(folder);
    const versions = dependencies.map((name) => [name, this.version(name)]);
    const own = { name: 'project', version: '1.0.0', private: true, type };
    const project = new Project(folder, this.#registry);
    project.write({
      'package.json': JSON.stringify({
        ...own,
        ...manifest,
        dependencies: { ...Object.fromEntries(versions), ...manifest.dependencies },
      }),
      '.npmrc': `@tune:registry=${this.#registry}\n`,
      ...files,
    });
    return project;
  }

  /** The same, installed by npm. */
  async install(name, { flags = [], env, ...about }) {
    const project = this.write(name, about);
    const quiet = ['--no-audit', '--no-fund', '--prefer-offline'];
    await project.run('npm', ['install', ...quiet, ...flags], { env });
    return project;
  }

  version(name) {
    return this.manifest(name).version;
  }

  /** The manifest of a package as it was packed. */
  manifest(name) {
    return this.#packages[name].manifest;
  }
}

class Project {
  constructor(folder, registry) {
    this.folder = folder;
    this.registry = registry;
  }

  write(files) {
    for (const [name, text] of Object.entries(files)) {
      const file = join(this.folder, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }

  run(command, args, options = {}) {
    return run(command, args, { cwd: this.folder, ...options });
  }

  /** Starts a server of the project. */
  start(command, args, options = {}) {
    return start(command, args, { cwd: this.folder, ...options });
  }

  /** What a built program finds with the packages of the project, and then without them. */
  async findWithAndWithoutPackages(file) {
    const found = await this.find([file]);
    const packages = join(this.folder, 'node_modules');
    renameSync(packages, `${packages}-away`);
    try {
      return [found, await this.find([file])];
    } finally {
      renameSync(`${packages}-away`, packages);
    }
  }

  /** What a Node program of the project found. */
  async find(args, { node = process.execPath, ...options } = {}) {
    return foundIn(await this.run(node, args, options));
  }
}
