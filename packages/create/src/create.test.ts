import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { create } from './create.ts';
import { answering, hostWith } from './host.test-util.ts';

const read = (folder: string, path: string) => readFileSync(join(folder, path), 'utf8');

test('a strategy has the name of its folder everywhere, and the next lines fit it', async () => {
  const host = hostWith();
  await create({ folder: 'tune-strategy-hill-climber', template: 'strategy' }, host);
  const folder = join(host.cwd, 'tune-strategy-hill-climber');
  const { name, exports } = JSON.parse(read(folder, 'package.json'));
  expect(name).toBe('tune-strategy-hill-climber');
  expect(exports.default).toBe('./dist/hill-climber.js');
  expect(read(folder, 'src/hill-climber.ts')).toContain('export default pluginFactory({');
  expect(read(folder, 'src/hill-climber.ts')).toContain("name: 'hill-climber'");
  expect(read(folder, 'src/hill-climber.test.ts')).toContain('hillClimber()');
  expect(read(folder, '.gitignore')).toContain('node_modules');
  expect(host.lines).toContain('Language: ts (the default); the other is js.');
  expect(host.lines.slice(host.lines.indexOf('Next:') + 1).map((line) => line.trim())).toEqual([
    'cd tune-strategy-hill-climber && npm install',
    'npm test',
    'npx tune compare --objective branin --strategies bayes,random,./src/hill-climber.ts --trials 20',
  ]);
});

test.each(['strategy', 'objective'].flatMap((kind) => ['ts', 'js'].map((lang) => [kind, lang])))(
  'nothing of the template of the %s in %s keeps its own name',
  async (template, language) => {
    const host = hostWith();
    await create({ folder: 'made', template, language, name: 'valley' }, host);
    const files = host.lines.filter((line) => line.startsWith('  made/')).map((it) => it.trim());
    expect(files.length).toBeGreaterThan(4);
    for (const file of files) {
      expect(file).not.toMatch(/my-/);
      expect(read(host.cwd, file)).not.toMatch(/my-(strategy|objective)|my(Strategy|Objective)/);
    }
    const { peerDependencies, dependencies, keywords } = JSON.parse(
      read(host.cwd, 'made/package.json'),
    );
    expect(Object.keys(peerDependencies)).toEqual(['@tune/core']);
    expect(dependencies).toBeUndefined();
    expect(keywords).toEqual([`tune-${template}`]);
  },
);

test.each([
  ['pnpm/9.1.0 npm/? node/v22.0.0 linux x64', 'pnpm', 'pnpm exec tune compare'],
  ['yarn/4.2.0 npm/? node/v22.0.0 linux x64', 'yarn', 'yarn tune compare'],
  ['bun/1.1.0 npm/? node/v22.0.0 linux x64', 'bun', 'bunx tune compare'],
  [undefined, 'npm', 'npx tune compare'],
] as const)('commands are those of the package manager of %s', async (agent, known, line) => {
  const { packageManagerOf } = await import('./package-manager.ts');
  expect(packageManagerOf(agent)).toBe(known);
  const host = hostWith({}, { packageManager: packageManagerOf(agent) });
  await create({ folder: 'made', template: 'objective' }, host);
  expect(host.lines.some((it) => it.trim().startsWith(line))).toBe(true);
});

test('a plugin may be called as a built-in one: its config names it by its file', async () => {
  const host = hostWith();
  await create({ folder: 'bayes', template: 'strategy', language: 'js' }, host);
  const config = read(join(host.cwd, 'bayes'), 'tune.config.js');
  expect(config).toContain("strategies: ['bayes', 'random', './src/bayes.js']");
  expect(config).not.toContain('strategies: {');
});

test('this folder may be written as an empty text', async () => {
  const host = hostWith();
  await create({ folder: '', template: 'strategy', name: 'valley' }, host);
  expect(host.lines).toContain('  src/valley.ts');
});

test('files that are there are named and kept', async () => {
  const host = hostWith({ 'made/package.json': '{}', 'made/README.md': 'mine' });
  const made = create({ folder: 'made', template: 'strategy' }, host);
  await expect(made).rejects.toMatchObject({
    code: 'CREATE_FILES_EXIST',
    message: expect.stringMatching(/^README.md, package.json would be replaced in .*made\./),
  });
  expect(read(host.cwd, 'made/package.json')).toBe('{}');
  expect(existsSync(join(host.cwd, 'made/src'))).toBe(false);
  await create({ folder: 'made', template: 'strategy', force: true }, host);
  expect(read(host.cwd, 'made/package.json')).toContain('tune-strategy-made');
});

test('a person is asked what was not said, and whether files may be replaced', async () => {
  const prompts = answering('objective', 'js', 'here', true);
  const host = hostWith({ 'here/package.json': '{}' }, { prompts });
  await create({}, host);
  expect(prompts.asked).toEqual([
    'What is it to be?',
    'In which language?',
    'In which folder?',
    expect.stringMatching(/^Replace package.json in .*here\?$/),
  ]);
  expect(read(host.cwd, 'here/src/here.js')).toContain('defineObjective');
});

test('a person who does not want files replaced keeps them', async () => {
  const host = hostWith({ 'README.md': 'mine' }, { prompts: answering(false) });
  const made = create({ folder: '.', template: 'strategy', language: 'ts' }, host);
  await expect(made).rejects.toMatchObject({ code: 'CREATE_CANCELED' });
  expect(read(host.cwd, 'README.md')).toBe('mine');
});

test.each([
  [{ template: 'plugin' }, 'CREATE_TEMPLATE_UNKNOWN'],
  [{ template: 'strategy', language: 'py' }, 'CREATE_LANGUAGE_UNKNOWN'],
  [{ template: 'strategy', name: '../up' }, 'CREATE_NAME_INVALID'],
  [{ template: 'strategy', name: 'class' }, 'CREATE_NAME_INVALID'],
  [{ template: 'strategy', name: 'Big' }, 'CREATE_NAME_INVALID'],
  [{ template: 'script' }, 'CREATE_SCRIPT_MISSING'],
  [{ script: 'gone.py' }, 'CREATE_SCRIPT_UNREADABLE'],
  [{ script: 'train.rb' }, 'CREATE_SCRIPT_UNREADABLE'],
])('%j is refused with %s, and nothing is written', async (request, code) => {
  const host = hostWith();
  await expect(create({ folder: 'made', ...request }, host)).rejects.toMatchObject({ code });
  expect(existsSync(join(host.cwd, 'made'))).toBe(false);
});

test('a file in place of the folder is told', async () => {
  const host = hostWith();
  writeFileSync(join(host.cwd, 'made'), '');
  const made = create({ folder: 'made', template: 'strategy' }, host);
  await expect(made).rejects.toMatchObject({ code: 'CREATE_NOT_WRITABLE' });
});
