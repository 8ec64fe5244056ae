export { diagnosePython, type PythonDiagnosis } from './diagnose.ts';
export { provideLibraries, removeLibraries } from './environment.ts';
export {
  LIBRARY_NAMES,
  libraryStrategy,
  programEnv,
  userPython,
  type LibraryDescription,
  type LibraryOptions,
} from './library-strategy.ts';
export { programStrategy, type ProgramStrategyOptions } from './program-strategy.ts';
