import { defineErrors } from '../errors.ts';

export const errors = defineErrors('intake', {
  INTAKE_BAD_JSON: {
    status: 400,
    sentence: 'The body is not JSON: {reason}.',
    todo: 'Send one JSON object, as UTF-8, plain or gzip; nothing of this request was kept.',
  },
  INTAKE_BAD_ENCODING: {
    status: 400,
    sentence: 'The body cannot be unpacked: {reason}.',
    todo: 'Send it plain, or packed with gzip.',
  },
  INTAKE_TOO_LARGE: {
    status: 413,
    sentence: 'The body is larger than {limit} bytes.',
    todo: 'Send smaller batches; nothing of this request was kept.',
  },
  INTAKE_NO_KEY: {
    status: 401,
    sentence: 'The request carries no write key.',
    todo: 'Send it as the user name of HTTP basic authentication, or as "writeKey" in the body.',
  },
  INTAKE_WRONG_KEY: {
    status: 401,
    sentence: 'The write key is not known or was revoked.',
    todo: 'Create one under Settings, or with “npx declic key create --kind write”.',
  },
  INTAKE_SEND_KEY: {
    status: 409,
    sentence: 'Under the key “{key}” another message was asked for at {at}; nothing was sent now.',
    todo: 'Give each message a key of its own, or repeat the request exactly as it was.',
  },
  INTAKE_SEND_CLASS: {
    status: 422,
    sentence: 'The template “{template}” is {class}; only transactional messages are sent this way.',
    todo: 'Let a scenario send it, which asks for consent, or make a transactional template for what the person is waiting for.',
  },
  INTAKE_SEND_UNPUBLISHED: {
    status: 409,
    sentence: 'The template “{template}” is not published.',
    todo: 'Publish it first.',
  },
  INTAKE_SEND_NOBODY: {
    status: 422,
    sentence: 'The message has nobody to go to: {reason}',
    todo: 'Name the person in “to” by id, externalId, email or phone.',
  },
  INTAKE_SEND_DATA: {
    status: 422,
    sentence: 'The value of “data” cannot be taken: {reason}.',
    todo: 'Send what the template names, and no more.',
  },
  INTAKE_UPLOAD_TOO_LARGE: {
    status: 413,
    sentence: 'The file is larger than {most} MB.',
    todo: 'Pack it with gzip, cut it in two, import it with “npx declic import”, or let an administrator raise “intake.longestUpload”.',
  },
  INTAKE_UPLOAD_UNKNOWN: {
    status: 404,
    sentence: 'The file {id} is not here any more.',
    todo: 'Choose it again; files that nobody read in are deleted after some days.',
  },
  INTAKE_BUSY: {
    status: 429,
    sentence: 'More than {limit} facts wait to be applied.',
    todo: 'Send again after {seconds} seconds.',
  },
});
