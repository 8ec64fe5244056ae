import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findPackage } from '../tfjs.ts';
import { findCommand, runCommand, type StepContext } from './command.ts';
import { stepFailed } from './failures.ts';
import { missing } from './missing.ts';
import { INSTALL, type TfjsPackage } from './tfjs-package.ts';

/** Relative to the folder of the release, whose libraries are in `lib`. */
export const BINDING = 'binding/tfjs_binding.node';

/**
 * The two C++ files of tfjs need only Node-API, whose headers come with cmake-js: nothing is downloaded,
 * and one binding works with every Node. `-z now` reports missing symbols when the binding is loaded. Without
 * the new tags, libraries in LD_LIBRARY_PATH do not come before those that were verified.
 */
const CMAKE_LISTS = `cmake_minimum_required(VERSION 3.15)
project(tfjs_binding CXX)
set(CMAKE_CXX_STANDARD 17)
file(GLOB SOURCES "\${TFJS}/binding/*.cc")
add_library(tfjs_binding SHARED \${SOURCES})
set_target_properties(tfjs_binding PROPERTIES PREFIX "" SUFFIX ".node"
  BUILD_WITH_INSTALL_RPATH ON INSTALL_RPATH "$ORIGIN/../lib")
target_compile_definitions(tfjs_binding PRIVATE NAPI_VERSION=8)
target_include_directories(tfjs_binding PRIVATE \${CMAKE_JS_INC} "\${TENSORFLOW}/include")
target_link_libraries(tfjs_binding PRIVATE -Wl,-z,now -Wl,--disable-new-dtags
  "\${TENSORFLOW}/lib/libtensorflow_cc.so.2" "\${TENSORFLOW}/lib/libtensorflow_framework.so.2")
`;

/** With `napi_versions`, cmake-js uses node-api-headers instead of downloading the headers of this Node. */
const PACKAGE_JSON = JSON.stringify({
  name: 'tfjs-binding',
  private: true,
  binary: { napi_versions: [8] },
});

const COMPILERS = ['c++', 'g++', 'clang++'];
const MAKERS = ['ninja', 'make'];

/** The tools that a build needs and that are not in PATH. */
export function missingTools(env: NodeJS.ProcessEnv): string[] {
  const lacks = (names: readonly string[]) =>
    names.every((name) => findCommand(name, env) === undefined);
  return [
    ...(lacks(['cmake']) ? ['cmake'] : []),
    ...(lacks(COMPILERS) ? ['a C++ compiler'] : []),
    ...(lacks(MAKERS) ? ['make or ninja'] : []),
  ];
}

export const TOOLS_REMEDY =
  'Install them (Debian and Ubuntu: apt-get install cmake g++ make), then try again.';

/**
 * The command of cmake-js, an optional peer: only TensorFlow needs it.
 * @throws OBJECTIVE_BACKEND_MISSING  it is not installed
 */
export function findCmakeJs(): string {
  const found = findPackage('cmake-js');
  if (found === undefined) throw missing('The package cmake-js is not installed.', INSTALL);
  return join(dirname(found.file), 'bin', 'cmake-js');
}

/**
 * Builds the binding of tfjs as {@link BINDING} in `folder`, which has `lib` and `include`.
 * @throws OBJECTIVE_BACKEND_MISSING  cmake or a compiler is missing, or the build failed
 */
export async function buildBinding(
  folder: string,
  tfjs: TfjsPackage,
  context: StepContext,
): Promise<void> {
  const work = join(folder, 'build');
  await mkdir(work, { recursive: true });
  await writeFile(join(work, 'CMakeLists.txt'), CMAKE_LISTS);
  await writeFile(join(work, 'package.json'), PACKAGE_JSON);
  const { status, output } = await runCommand(
    process.execPath,
    [findCmakeJs(), 'compile', `--CDTFJS=${tfjs.folder}`, `--CDTENSORFLOW=${folder}`],
    context,
    {
      cwd: work,
      describe: (seconds) => `Building the binding of TensorFlow for Node: ${seconds} s`,
    },
  );
  if (status !== 0) {
    const what = 'The binding of TensorFlow for Node could not be built';
    throw stepFailed(what, output, 'A C++17 compiler and CMake 3.15 or newer are needed.', 8);
  }
  await mkdir(dirname(join(folder, BINDING)), { recursive: true });
  await rename(join(work, 'build', 'Release', 'tfjs_binding.node'), join(folder, BINDING));
  await rm(work, { recursive: true, force: true });
}

const lastLines = (output: string): string => output.trimEnd().split('\n').slice(-8).join('\n');

/**
 * Loads a binding in another process, so that one that does not fit this machine (a missing symbol, an
 * unknown instruction) does not end this process.
 *
 * @returns the version of TensorFlow that it loads
 * @throws OBJECTIVE_BACKEND_MISSING  it does not load
 */
export async function checkBinding(file: string, context: StepContext): Promise<string> {
  const script = 'process.stdout.write("loaded " + require(process.argv[1]).TF_Version + ".")';
  const { status, output } = await runCommand(process.execPath, ['-e', script, file], context, {
    cwd: dirname(file),
    describe: (seconds) => `Loading TensorFlow for a check: ${seconds} s`,
  });
  const version = /loaded (.+)\.$/.exec(output)?.[1];
  if (status === 0 && version !== undefined) return version;
  throw missing(
    `TensorFlow was installed, but does not load here:\n${lastLines(output) || 'the process ended without output'}`,
    'A 64-bit Linux with glibc 2.17 or newer and a processor with AVX are needed.',
  );
}
