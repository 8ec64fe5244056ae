// What a project's tune.config.ts and a reporter of its own need; the command is `bin/tune.js`.
export {
  defineConfig,
  type ConfigDefaults,
  type ConfigEntry,
  type ExecutorEntry,
  type ExecutorFactory,
  type ProgramEntry,
  type TuneConfig,
} from './config/define-config.ts';
export type { Reporter } from './reporters/reporter.ts';
