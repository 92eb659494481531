/** The door of backups: a snapshot in one file, and its way back. */
export { printOf } from './manifest.ts';
export { type Backup, withBackup } from './read.ts';
export { type RestoreOptions, type RestoreReport, restoreBackup } from './restore.ts';
export { type BackupOptions, type BackupReport, writeBackup } from './write.ts';
