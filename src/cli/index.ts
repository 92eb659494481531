/** The door of the command line. */

/** The file by which a command finds the running server. */
export {
  carriesToken,
  findServer,
  type ServerFile,
  TOKEN_CHECK_PATH,
} from './server-file.ts';
