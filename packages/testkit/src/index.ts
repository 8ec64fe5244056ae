export { storageCases, type OpenStorage, type StorageCase } from './storage-cases.ts';
