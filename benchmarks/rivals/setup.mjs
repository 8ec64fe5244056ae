// Creates the Python environment of the rivals outside the repository: npm run rivals:setup -w benchmarks
// CPython 3.11 or later on x86-64 Linux; 3.1 GB to download, 6.1 GB on disk (PyPI's torch brings CUDA).
// Every package is pinned and installed without its own requirements: HEBO asks for versions that are too
// old, but works with these.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { environment, python } from './environment.mjs';

const pins = fileURLToPath(
  new URL('../../packages/python/requirements/shared.txt', import.meta.url),
);
const stamp = `${environment}/installed.txt`;
const wanted = readFileSync(pins, 'utf8');

if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) {
  console.log(`${environment} has the versions of packages/python`);
} else {
  const run = (file, ...args) => execFileSync(file, args, { stdio: 'inherit' });
  if (!existsSync(python)) run('python3', '-m', 'venv', environment);
  run(python, '-m', 'pip', 'install', '--disable-pip-version-check', '--no-deps', '-r', pins);
  writeFileSync(stamp, wanted);
  console.log(`${environment} is ready`);
}
