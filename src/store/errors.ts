import { defineErrors } from '../errors.ts';

export const errors = defineErrors('store', {
  STORE_NEWER_DATABASE: {
    status: 500,
    sentence:
      'The database was migrated to number {database} by a newer Déclic; this program knows numbers up to {program}.',
    todo: 'Start the newer version, or restore a backup that was made before the upgrade.',
  },
  STORE_NOT_MIGRATED: {
    status: 500,
    sentence: 'The database has not had these migrations: {missing}.',
    todo: 'Run `npx declic db migrate`.',
  },
  STORE_UNREACHABLE: {
    status: 503,
    sentence: 'The database does not answer: {reason}.',
    todo: 'Check DATABASE_URL and that PostgreSQL is running, then start again.',
  },
  STORE_TOO_OLD: {
    status: 500,
    sentence: 'The database is PostgreSQL {version}; Déclic needs 15 or newer.',
    todo: 'Point DATABASE_URL at a newer server, or leave it out to use the bundled one.',
  },
  STORE_NO_CITUS: {
    status: 422,
    sentence: 'The database has no Citus extension, so its tables cannot be spread over several servers.',
    todo: 'Point DATABASE_URL at the coordinator of a Citus cluster, where “create extension citus” was run; see docs/CLUSTER.md.',
  },
  STORE_IN_USE: {
    status: 409,
    sentence: 'Somebody works on this database: {who}.',
    todo: 'Stop every server and every other command on it first.',
  },
  STORE_OFFLINE_WORK: {
    status: 409,
    sentence: 'A command has the database for itself, such as “db restore” or “db rebucket”.',
    todo: 'Wait until it is done, then start again.',
  },
});
