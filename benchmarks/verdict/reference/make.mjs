// What scipy, statsmodels, baycomp and rliable say about made-up data, for the tests of @tune/compare. It
// installs them in an environment outside the repository (CPython 3.11 or later, 300 MB):
//   npm run verdict:reference -w benchmarks
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeJson } from '../../json-file.mjs';

const environment =
  process.env.TUNE_REFERENCE ?? join(homedir(), '.cache', 'tune-verdict-reference');
const python = join(environment, 'bin', 'python');
const fileOf = (name) => fileURLToPath(new URL(name, import.meta.url));
const run = (file, ...args) => execFileSync(file, args, { stdio: 'inherit' });

if (!existsSync(python)) run('python3', '-m', 'venv', environment);
const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps'];
run(python, ...pip, '-r', fileOf('requirements.txt'));
const cases = execFileSync(python, [fileOf('cases.py')], { encoding: 'utf8', maxBuffer: 2 ** 26 });
const target = '../../../packages/compare/src/statistics/reference.json';
await writeJson(fileOf(target), JSON.parse(cases), 17);
