export { fitTable } from './fit.ts';
export { mnistTable, type MnistTableOptions } from './mnist-table.ts';
export { stddevAt, type Noise } from './noise.ts';
export { SURFACE_FILE, TABLE_FILE } from './read-table.ts';
export {
  accuracyAt,
  IMAGES,
  logitAt,
  type Surface,
  type TablePoint,
  type TableRow,
} from './surface.ts';
export {
  readTrainings,
  WIDE_FILE,
  WIDE_FIT_FILE,
  type Training,
  type WidePoint,
} from './wide-data.ts';
export { fitWide, wideAccuracyAt, wideFitOf, wideTrainingAt } from './wide-surface.ts';
