export {
  LIBRARY_NAMES,
  libraryStrategy,
  programEnv,
  userPython,
  type LibraryOptions,
} from './library-strategy.ts';
export { programStrategy, type ProgramStrategyOptions } from './program-strategy.ts';
