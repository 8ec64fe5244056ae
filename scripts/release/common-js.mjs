// A second build of the libraries, for those that cannot require() an ES module: Jest, and TypeScript with
// `module: node16`. Node itself takes the ES module for require() too (condition `module-sync`), so that one process
// has one copy.
import { createRequire } from 'node:module';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import vm from 'node:vm';

/** Beside dist and with the same layout, so that relative paths lead to the same files. */
const FOLDER = 'cjs';

/** Entries without this build: what they import has none either. */
const ONLY_ESM = ['@tune/testkit/vitest'];

/** The exports of a package, with this build for require(). */
export function withCommonJs(name, exports) {
  const entries = Object.entries(exports).map(([path, target]) => [
    path,
    ONLY_ESM.includes(name + path.slice(1)) ? target : both(target),
  ]);
  return Object.fromEntries(entries);
}

function both(target) {
  if (typeof target === 'string') {
    return isModule(target)
      ? { 'module-sync': target, require: moved(target), default: target }
      : target;
  }
  if (typeof target !== 'object' || target === null) return target;
  const { types, default: main, ...rest } = target;
  const others = Object.entries(rest).map(([condition, value]) => [condition, both(value)]);
  if (typeof main !== 'string' || !isModule(main)) {
    return {
      ...(types && { types }),
      ...Object.fromEntries(others),
      ...(main && { default: both(main) }),
    };
  }
  const typed = (file, declaration) =>
    declaration === undefined ? file : { types: declaration, default: file };
  return {
    ...Object.fromEntries(others),
    import: typed(main, types),
    'module-sync': main,
    require: typed(moved(main), types && moved(types)),
    default: main,
  };
}

const isModule = (file) => file.startsWith('./dist/') && /\.js$/.test(file);
const moved = (file) => file.replace(/^\.\/dist\//, `./${FOLDER}/`);

/** Whether a package has entries that get this build. */
export const hasLibrary = ({ exports }) => JSON.stringify(exports ?? {}).includes(`"./${FOLDER}/`);

/** Writes the build into the staged package `folder`, which ships `files`. */
export function writeCommonJs(folder, files) {
  for (const file of files.filter((path) => path.startsWith('dist/'))) {
    const target = join(folder, file.replace(/^dist\//, `${FOLDER}/`));
    mkdirSync(dirname(target), { recursive: true });
    if (file.endsWith('.js')) {
      writeFileSync(target, commonJs(readFileSync(join(folder, file), 'utf8')));
    } else {
      cpSync(join(folder, file), target);
    }
  }
  writeFileSync(join(folder, FOLDER, 'package.json'), '{ "type": "commonjs" }\n');
}

/** An ES module as CommonJS. `import()` stays: what it loads may be an ES module of another package. */
export function commonJs(code) {
  // Loaded here: a release in a fresh clone begins before anything is installed.
  const ts = createRequire(import.meta.url)('typescript');
  const { outputText } = ts.transpileModule(code, {
    fileName: 'module.cts',
    compilerOptions: {
      module: ts.ModuleKind.Node16,
      target: ts.ScriptTarget.ES2023,
      // They are in dist, and in the declarations.
      removeComments: true,
    },
  });
  const url = "require('node:url').pathToFileURL(__filename).href";
  const common = outputText.includes('import.meta.url')
    ? outputText
        .replace('"use strict";', `"use strict";\nconst __moduleUrl = ${url};`)
        .replaceAll('import.meta.url', '__moduleUrl')
    : outputText;
  // It compiles as Node would: a name such as `require` at the top of a module is an error here.
  new vm.Script(`(function (exports, require, module, __filename, __dirname) {${common}\n})`);
  return common;
}
