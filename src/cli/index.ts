/** The door of the command line. */

/** The file by which a command finds the running server. */
export {
  carriesToken,
  findServer,
  newToken,
  removeServerFile,
  type ServerFile,
  TOKEN_CHECK_PATH,
  writeServerFile,
} from './server-file.ts';
