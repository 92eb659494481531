import { defineErrors } from '../../errors.ts';

export const backupErrors = defineErrors('store/backup', {
  BACKUP_EXISTS: {
    status: 409,
    sentence: 'There is a file {file} already.',
    todo: 'Give another name: a backup never overwrites one.',
  },
  BACKUP_NOT_WRITTEN: {
    status: 500,
    sentence: 'The backup {file} could not be written: {reason}.',
    todo: 'Nothing was left behind; make room or give another place, and start again.',
  },
  BACKUP_UNREADABLE: {
    status: 422,
    sentence: 'The file {file} cannot be read as a backup: {reason}.',
    todo: 'It was cut, altered, or is none. Take another copy of it; nothing was changed.',
  },
  BACKUP_DAMAGED: {
    status: 422,
    sentence: 'The file {file} is damaged: {part} is not what it was when it was written.',
    todo: 'Take another copy of it, or another backup; nothing was changed.',
  },
  BACKUP_NEWER: {
    status: 422,
    sentence:
      'The backup {file} was made by a newer Déclic ({version}), whose migrations this program does not know: {migrations}.',
    todo: 'Install that version, or a later one, and restore with it.',
  },
  BACKUP_OTHER_SCHEMA: {
    status: 500,
    sentence: 'The table {table} of the backup has other columns than the migrations of this program make.',
    todo: 'Restore it with the version of Déclic that made it ({version}); nothing was changed.',
  },
  BACKUP_NOTHING: {
    status: 422,
    sentence: 'There is nothing to back up: the database has no tables of Déclic.',
    todo: 'Check DATABASE_URL and DECLIC_DATA; “declic config” shows both.',
  },
  RESTORE_NOT_EMPTY: {
    status: 409,
    sentence: 'The database is not empty: {tables} hold rows.',
    todo: 'Restore into an empty one, or add --replace, which deletes what is there when the backup is in its place.',
  },
});
