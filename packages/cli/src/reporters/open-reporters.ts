import { usage } from '../errors.ts';
import type { ReportFlags } from '../options/sets.ts';
import { log, putTextOnStderr } from '../process/output.ts';
import { openOutputFile } from './output-file.ts';
import type { REPORTER_NAMES } from './reporter-names.ts';
import type { Reporter } from './reporter.ts';
import { several } from './several.ts';

/** What a reporter needs of the command. */
interface Parts {
  /** The file behind its name. */
  readonly file: string | undefined;
  /** Of a comparison that is only read: `begin` does not come. */
  readonly name: string | undefined;
  /** The one for people. */
  text(): Reporter | Promise<Reporter>;
}

interface Kind {
  readonly takesFile: boolean;
  open(parts: Parts): Reporter | Promise<Reporter>;
}

const JUNIT_FILE = 'junit.xml';

const KINDS: Readonly<Record<(typeof REPORTER_NAMES)[number], Kind>> &
  Readonly<Record<string, Kind>> = {
  default: { takesFile: false, open: ({ text }) => text() },
  json: {
    takesFile: true,
    async open({ file, name }) {
      const { jsonReporter } = await import('./json.ts');
      return jsonReporter(file === undefined ? undefined : openOutputFile('json', file), name);
    },
  },
  junit: {
    takesFile: true,
    async open({ file = JUNIT_FILE, name }) {
      const { junitReporter } = await import('./junit.ts');
      const reporter = junitReporter(openOutputFile('junit', file), name);
      return { ...reporter, end: async () => (await reporter.end(), log(`wrote ${file}`)) };
    },
  },
  github: {
    takesFile: false,
    open: async ({ name }) => (await import('./github.ts')).githubReporter(name),
  },
};

interface Wanted {
  readonly name: string;
  /** A plugin, by its spec. */
  readonly spec?: string;
  readonly file: string | undefined;
}

/**
 * The reporters of the flags, as one. Without one for people, a few lines on stderr say what happens.
 * @param text  makes the one for people
 * @param name  of a comparison that is only read
 * @throws CLI_PLUGIN_UNKNOWN  there is no such reporter
 * @throws CLI_USAGE  its file cannot be written
 */
export async function openReporters(
  flags: ReportFlags,
  text: Parts['text'],
  name?: string,
): Promise<Required<Reporter>> {
  const wanted = wantedOf(flags);
  const isForPeople = wanted.some(({ name }) => name === 'default');
  const hasJson = wanted.some(({ name, file }) => name === 'json' && file === undefined);
  if (isForPeople && hasJson) putTextOnStderr();
  const reporters: Reporter[] = [];
  if (!isForPeople) reporters.push((await import('./log.ts')).logReporter());
  for (const one of wanted) {
    const { spec, file } = one;
    reporters.push(
      spec === undefined
        ? await KINDS[one.name]!.open({ file, text, name })
        : await (await import('../plugins/reporters.ts')).resolveReporter(spec),
    );
  }
  const all = several(reporters);
  return flags.check === true ? (await import('../check/with-check.ts')).withCheck(all) : all;
}

function wantedOf({ reporter, json }: ReportFlags): readonly Wanted[] {
  if (reporter === undefined) return [{ name: json ? 'json' : 'default', file: undefined }];
  if (json) throw usage('--json is short for --reporter json; give one of the two.');
  const wanted = reporter.split(',').map(parse);
  const twice = wanted.find(
    ({ name }, index) => wanted.findIndex((one) => one.name === name) < index,
  );
  if (twice !== undefined) throw usage(`--reporter has ${twice.name} more than once.`);
  // The one for people first: it shows what plugins write.
  return wanted.toSorted((a, b) => Number(b.name === 'default') - Number(a.name === 'default'));
}

function parse(spec: string): Wanted {
  const [name = '', ...rest] = spec.trim().split(':');
  const file = rest.length === 0 ? undefined : rest.join(':');
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
  // Not one of ours: a plugin, which has options behind `?`.
  if (kind === undefined) return { name: spec.trim(), spec: spec.trim(), file: undefined };
  if (file !== undefined && !kind.takesFile) {
    throw usage(`the reporter ${name} writes no file of its own, but got ${name}:${file}.`);
  }
  if (file === '') throw usage(`--reporter ${name}: expects a file behind the colon.`);
  return { name, file };
}
