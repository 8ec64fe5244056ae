// What the command says, and what stays readable, if the disk is full or read-only, or the file belongs
// to another program. Mounts a small tmpfs: as root, or in a user namespace of its own.
//   node tests/faults/storage.mjs
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DatabaseSync } from '@photostructure/sqlite';

const root = fileURLToPath(new URL('../..', import.meta.url));
if (process.getuid() !== 0) {
  const again = ['-Urm', process.execPath, fileURLToPath(import.meta.url)];
  process.exit(spawnSync('unshare', again, { stdio: 'inherit' }).status ?? 1);
}

function tune(...args) {
  const bin = join(root, 'packages/cli/bin/tune.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    ...{ cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 },
  });
  return { status, stdout, stderr };
}
const search = (file, trials) => [
  ...['run', '--objective', 'tests/fixtures/quick.mjs', '--strategy', 'random', '--json'],
  ...['--trials', String(trials), '--storage', file],
];
const acknowledged = ({ stdout }) =>
  stdout.split('\n').filter((line) => line.startsWith('{"type":"trial"'));
const storedIn = (file) => {
  const { status, stdout } = tune('ls', '--json', '--storage', file);
  return status === 0 ? JSON.parse(stdout.split('\n')[0]).trials : undefined;
};

let failed = 0;
function check(what, isTrue, shown) {
  if (!isTrue) failed += 1;
  process.stdout.write(`${isTrue ? ' ok    ' : ' FAULT '} ${what}${shown ? `: ${shown}` : ''}\n`);
}
const firstLine = ({ stderr }) =>
  stderr.split('\n').find((line) => line.startsWith('tune: ')) ?? 'no error was said';

const folder = mkdtempSync(join(tmpdir(), 'tune-storage-'));
const small = join(folder, 'small');
execFileSync('mkdir', [small]);
execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=400k', 'tmpfs', small]);
try {
  const file = join(small, 'tune.db');
  const full = tune(...search(file, 100_000));
  const known = acknowledged(full).length;
  check('a full disk ends the command with 1', full.status === 1, String(full.status));
  check('it says so, and how to go on', /no room left/.test(full.stderr), firstLine(full));
  check('all acknowledged trials can be read', storedIn(file) >= known && known > 0, `${known}`);
  execFileSync('mount', ['-o', 'remount,size=64m', small]);
  const more = tune(...search(file, 100_000), '--max-seconds', '1');
  const went = acknowledged(more).length;
  check(
    'with room it goes on',
    more.status === 0 && went > 0,
    `${went} trials, ${firstLine(more)}`,
  );

  const before = storedIn(file);
  execFileSync('mount', ['-o', 'remount,ro', small]);
  const readOnly = tune(...search(file, 100_000));
  check('a read-only folder ends with 1', readOnly.status === 1, String(readOnly.status));
  check('it says so', /cannot be written/.test(readOnly.stderr), firstLine(readOnly));
  check('what is in it can be read', storedIn(file) === before, `${before} trials`);
  const fresh = tune(...search(join(small, 'new.db'), 10));
  check('a new file in it is refused', /cannot be written/.test(fresh.stderr), firstLine(fresh));
} finally {
  execFileSync('umount', [small]);
}

const text = join(folder, 'text.db');
writeFileSync(
  text,
  'this is a text, not a database, and long enough to have a header of one\n'.repeat(9),
);
const content = readFileSync(text);
const noDatabase = tune(...search(text, 10));
check('a text file: refused', /not a tune database/.test(noDatabase.stderr), firstLine(noDatabase));
check('it is left as it was', readFileSync(text).equals(content));

const foreign = join(folder, 'foreign.db');
const other = new DatabaseSync(foreign);
other.exec('CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)');
other.close();
const notOurs = tune(...search(foreign, 10));
check(
  'a database of something else: refused',
  /not a tune database/.test(notOurs.stderr),
  firstLine(notOurs),
);

const newer = join(folder, 'newer.db');
tune(...search(newer, 5));
const ahead = new DatabaseSync(newer);
ahead.exec('PRAGMA user_version = 99');
ahead.close();
const tooNew = tune(...search(newer, 10));
check('a newer version: refused', /newer tune/.test(tooNew.stderr), firstLine(tooNew));
const back = new DatabaseSync(newer);
check(
  'nothing in it has changed',
  back.prepare('SELECT count(*) AS trials FROM trial').get().trials === 5,
);
back.close();

const nowhere = tune(...search(join(folder, 'none', 'tune.db'), 10));
check('a missing folder', /does not exist/.test(nowhere.stderr), firstLine(nowhere));

rmSync(folder, { recursive: true });
process.stdout.write(`storage faults: ${failed} wrong\n`);
process.exitCode = failed === 0 ? 0 : 1;
