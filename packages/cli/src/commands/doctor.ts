import { spawnSync } from 'node:child_process';
import type { Flags } from '../options/flags.ts';
import { EXIT } from '../process/exit-code.ts';
import { write, writeJson } from '../process/output.ts';
import { alignPairs } from '../terminal/table.ts';

/** What is known about one part of the installation. */
interface Finding {
  readonly subject: string;
  /** `ok`, `missing` (something cannot be used) or `slow` (a slower way is in use). */
  readonly state: 'ok' | 'slow' | 'missing';
  readonly found: string;
  readonly remedy?: string;
}

/** `tune doctor`: Node, compiler, Gaussian process, cache, TensorFlow, data, Python; each with its remedy. */
export async function doctorCommand({ json }: Flags<'json'>): Promise<number> {
  const findings = [
    node(),
    tool(
      'compiler',
      ['c++', 'g++', 'clang++'],
      'install a C++17 compiler (Debian: apt-get install g++)',
    ),
    tool('cmake', ['cmake'], 'install cmake (Debian: apt-get install cmake)'),
    await gaussianProcess(),
    ...(await backends()),
    await mnistData(),
    ...(await contenders()),
  ];
  if (json) {
    for (const finding of findings) await writeJson({ type: 'finding', ...finding });
  } else {
    await write(`${textLines(findings).join('\n')}\n`);
  }
  return findings.some(({ state }) => state === 'missing') ? EXIT.failed : EXIT.ok;
}

function textLines(findings: readonly Finding[]): string[] {
  const width = Math.max(...findings.map(({ state }) => state.length));
  return alignPairs(
    findings.flatMap(({ subject, state, found, remedy }): [string, string][] => [
      [subject, `${state.padEnd(width)}  ${found}`],
      ...(remedy === undefined ? [] : [['', `remedy: ${remedy}`] as [string, string]]),
    ]),
  );
}

function node(): Finding {
  const { node: version } = process.versions;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isNew = major > 20 || (major === 20 && minor >= 19);
  if (isNew) return { subject: 'node', state: 'ok', found: version };
  return {
    subject: 'node',
    state: 'missing',
    found: version,
    remedy: 'install Node 20.19 or newer',
  };
}

/** Tools that only building needs: what is built already works without them. */
function tool(subject: string, commands: readonly string[], remedy: string): Finding {
  for (const command of commands) {
    const { status, stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' });
    if (status === 0) return { subject, state: 'ok', found: stdout.split('\n')[0]! };
  }
  return {
    subject,
    state: 'slow',
    found: `none of ${commands.join(', ')}: nothing native can be built`,
    remedy,
  };
}

async function gaussianProcess(): Promise<Finding> {
  const { diagnoseGaussianProcess } = await import('@tune/strategies');
  const { backend, sentence, remedy } = await diagnoseGaussianProcess();
  return {
    subject: 'gaussian process',
    state: backend === undefined ? 'missing' : remedy === undefined ? 'ok' : 'slow',
    found: sentence,
    ...(remedy === undefined ? {} : { remedy }),
  };
}

interface Diagnosis {
  readonly state: 'ready' | 'absent' | 'blocked';
  readonly sentence: string;
  readonly remedy?: string;
}

/** What the first run provides by itself is not missing. */
const findingOf = (subject: string, { state, sentence, remedy }: Diagnosis): Finding => ({
  subject,
  state: state === 'ready' ? 'ok' : state === 'absent' ? 'slow' : 'missing',
  found: sentence,
  ...(remedy === undefined ? {} : { remedy }),
});

/** MNIST needs one of the two; if WebAssembly is ready, TensorFlow is only faster. */
async function backends(): Promise<Finding[]> {
  const { diagnoseCache, diagnoseGpu, diagnoseTensorFlow } =
    await import('@tune/objectives/mnist/tensorflow');
  const { diagnoseWasm } = await import('@tune/objectives/mnist');
  const cache = findingOf('cache', diagnoseCache());
  const tensorflow = findingOf('tensorflow', await diagnoseTensorFlow());
  const webassembly = findingOf('webassembly', diagnoseWasm());
  const optional = (finding: Finding, other: Finding): Finding =>
    finding.state === 'missing' && other.state !== 'missing'
      ? { ...finding, state: 'slow' }
      : finding;
  const gpu = diagnoseGpu();
  return [
    optional(cache, webassembly),
    optional(tensorflow, webassembly),
    optional(webassembly, tensorflow),
    // A GPU is optional.
    { ...findingOf('gpu', gpu), state: gpu.state === 'absent' ? 'slow' : 'ok' },
  ];
}

async function mnistData(): Promise<Finding> {
  const { diagnoseMnist } = await import('@tune/objectives/mnist');
  return findingOf('mnist', await diagnoseMnist());
}

/** Python and its libraries are needed only for strategies that are not ours. */
async function contenders(): Promise<Finding[]> {
  const { diagnosePython } = await import('@tune/python');
  const { python, command, found, missing } = await diagnosePython();
  const pythonFinding: Finding =
    python === undefined
      ? {
          ...{ subject: 'python', state: 'slow' },
          found: `${command} does not run: no strategies in Python`,
          remedy: 'install Python 3.11 or newer, or set TUNE_PYTHON to its path',
        }
      : { subject: 'python', state: 'ok', found: `${python.version} (${python.path})` };
  const libraries = found.map(({ name, version = '', python: { path } }): Finding => {
    const where = path === python?.path ? '' : ` (${path})`;
    return { subject: name, state: 'ok', found: `${version.split(';')[0]}${where}` };
  });
  if (missing.length === 0) return [pythonFinding, ...libraries];
  const absent: Finding = {
    ...{ subject: 'contenders', state: 'slow', found: `not installed: ${missing.join(', ')}` },
    remedy: `tune setup --contenders ${missing.join(',')} (or those that you want)`,
  };
  return [pythonFinding, ...libraries, absent];
}
