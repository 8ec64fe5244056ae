export { create } from './create.ts';
export { createError } from './errors.ts';
export { LINES, packageManagerOf, type PackageManager } from './package-manager.ts';
export { terminalPrompts, type Choice, type Prompts } from './prompts.ts';
export type { CreateHost, CreateRequest } from './request.ts';
export { LANGUAGES, TEMPLATES, type Language, type Template } from './templates.ts';
