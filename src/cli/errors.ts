import { defineErrors } from '../errors.ts';

export const cliErrors = defineErrors('cli', {
  CLI_UNKNOWN_COMMAND: {
    status: 400,
    sentence: 'There is no command “{name}”.{hint}',
    todo: '“declic --help” lists the commands.',
  },
  CLI_USAGE: {
    status: 400,
    sentence: '{fault}.',
    todo: 'Usage: {usage}',
  },
  CLI_SERVER_RUNNING: {
    status: 409,
    sentence: 'A server (pid {pid}) is already serving this folder at {address}.',
    todo: 'Use that one, or stop it first; DECLIC_DATA and PORT start another beside it.',
  },
  CLI_PORT_TAKEN: {
    status: 409,
    sentence: 'Another program listens on port {port} of {host}.',
    todo: 'Stop it, or set PORT to a free port.',
  },
  CLI_DEMO_MAIL: {
    status: 409,
    sentence:
      'The demo shop is not started with a mail server: its people are made up, and their addresses lead nowhere.',
    todo: 'Start it without SMTP_URL; its mails are then read at /api/outbox.',
  },
  CLI_NO_PERSON: {
    status: 404,
    sentence: 'Nobody is known as “{who}”.',
    todo: 'Give the id, the shop id or the e-mail address that “declic export people” shows.',
  },
  CLI_NO_ACCOUNT: {
    status: 404,
    sentence: 'There is no account with the e-mail {email}.',
    todo: '“declic account list” shows those there are.',
  },
  CLI_SERVER_GONE: {
    status: 503,
    sentence: 'The server at {address} stopped answering: {reason}.',
    todo: 'See that it runs, look what it has done of this, and run the command again.',
  },
  CLI_NOT_WRITTEN: {
    status: 422,
    sentence: 'The file {path} cannot be written: {reason}.',
    todo: 'Give the path of a file that this user may write.',
  },
  CLI_BAD_FILE: {
    status: 422,
    sentence: 'The file {path} cannot be read: {reason}.',
    todo: 'Correct it, or give the path of another one.',
  },
});
