import { defineErrors } from '../../errors.ts';

export const bundledErrors = defineErrors('store/bundled', {
  BUNDLED_NO_BINARIES: {
    status: 500,
    sentence: 'There is no bundled PostgreSQL for {platform} ({reason}).',
    todo: 'Set DATABASE_URL to a PostgreSQL 15 or later, or run “npm ci” again without leaving out optional packages.',
  },
  BUNDLED_IN_USE: {
    status: 409,
    sentence: 'The folder {folder} is in use by another Déclic process ({holder}).',
    todo: 'Stop that one first, or set DECLIC_DATA to another folder.',
  },
  BUNDLED_WRONG_OWNER: {
    status: 500,
    sentence: 'The database in {folder} belongs to the system user {owner}, and this process runs as {user}.',
    todo: 'Start Déclic as root or as that user, or set DECLIC_DATA to another folder.',
  },
  BUNDLED_NO_FOLDER: {
    status: 500,
    sentence: 'The folder {folder} cannot be used: {reason}.',
    todo: 'Give it to the user who runs Déclic, or set DECLIC_DATA to another folder.',
  },
  BUNDLED_OTHER_VERSION: {
    status: 500,
    sentence: 'The database in {folder} was made by PostgreSQL {found}, and this Déclic brings {wanted}.',
    todo: 'Start the Déclic that made it and move the data with “declic db backup” and “declic db restore”.',
  },
  BUNDLED_NO_PLACE: {
    status: 500,
    sentence: 'The system user {user} can enter neither {folder} nor {other} ({reason}).',
    todo: 'Open one of these folders to that user, or set DECLIC_DATA to a folder it may enter.',
  },
  BUNDLED_LOST: {
    status: 500,
    sentence: 'The database is gone: {link} points to {target}, which does not exist.',
    todo: 'Bring that folder back, or delete the link to begin with an empty database.',
  },
  BUNDLED_NOT_MADE: {
    status: 500,
    sentence: 'The database could not be made in {folder}: {reason}.',
    todo: 'Check that the folder is writable and the disk not full, then start again.',
  },
  BUNDLED_NOT_STARTED: {
    status: 500,
    sentence: 'The bundled PostgreSQL did not start: {reason}.',
    todo: 'The whole story is in {log}.',
  },
});
