/** Builds the C++ tests with AddressSanitizer and UndefinedBehaviorSanitizer and runs them for each instruction set. */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const directory = join(root, 'build', 'sanitize');

run('cmake', ['-S', root, '-B', directory, '-DGP_SANITIZE=ON', '-DCMAKE_BUILD_TYPE=Debug']);
run('cmake', ['--build', directory, '--parallel', '2', '--target', 'gp_test']);
run(join(directory, 'gp_test'), []);

function run(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (status === 0) return;
  console.error(`sanitize: ${command} failed (${error?.message ?? `exit code ${status}`}).`);
  process.exit(1);
}
