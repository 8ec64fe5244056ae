export { command, type CommandOptions } from './command.ts';
export { splitCommand } from './template.ts';
