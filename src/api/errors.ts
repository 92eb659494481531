import { defineErrors } from '../errors.ts';

export const errors = defineErrors('api', {
  API_NOT_JSON: {
    status: 400,
    sentence: 'The body is not JSON: {reason}.',
    todo: 'Send one JSON document in UTF-8, with the header “content-type: application/json”.',
  },
  API_WRONG_MEDIA: {
    status: 415,
    sentence: 'A body of the kind “{kind}” is not understood here.',
    todo: 'Send “content-type: {wanted}”.',
  },
  API_TOO_LARGE: {
    status: 413,
    sentence: 'The body is larger than the {most} that are taken here.',
    todo: 'Send less at once; “declic import” cuts files by itself, and the setting api.longestBody moves the limit.',
  },
  API_INVALID: {
    status: 422,
    sentence: 'This request cannot be followed:{faults}\n',
    todo: 'Correct these fields; /api/openapi.json describes them all.',
  },
  API_BAD_VALUE: {
    status: 422,
    sentence: 'The value of “{field}” cannot be taken: {reason}.',
    todo: 'Take that out and send it again.',
  },
  API_NO_SUCH_PATH: {
    status: 404,
    sentence: 'There is nothing at {method} {path}.',
    todo: '/api/openapi.json lists what there is.',
  },
  API_NOT_FOUND: {
    status: 404,
    sentence: 'There is no {what} “{id}”.',
    todo: 'Look at the list: it may have been renamed, archived or merged.',
  },
  API_BAD_CURSOR: {
    status: 422,
    sentence: 'The value of “after” was not made by this list.',
    todo: 'Send back “next” of the page before as it is, or leave “after” out to start again.',
  },
  API_BAD_LINE: {
    status: 422,
    sentence: 'Line {line} cannot be taken: {reason}.',
    todo: 'Correct it and send the batch again: nothing of it was taken.',
  },
  API_IMPORT_ENDED: {
    status: 409,
    sentence: 'The import {id} is {state} and takes nothing more.',
    todo: 'Begin a new one: the same facts again change nothing.',
  },
  API_MORE_MATCH: {
    status: 409,
    sentence: 'By now {count} people match, more than the {atMost} that were shown; nobody was enrolled.',
    todo: 'Look at the new count and confirm it.',
  },
  API_BAD_DURATION: {
    status: 422,
    sentence: '“{text}” is not a positive ISO duration.',
    todo: 'Write it like P1D, PT6H or P1M.',
  },
  API_TWO_KEYS: {
    status: 422,
    sentence: 'The header Idempotency-Key says “{header}” and “messageId” says “{body}”.',
    todo: 'Send one of them.',
  },
  API_CUT_OFF: {
    status: 400,
    sentence: 'The request ended before its body was complete.',
    todo: 'Send it again.',
  },
  API_UNEXPECTED: {
    status: 500,
    sentence: 'Something failed here that should not; it was written down as {id}.',
    todo: 'Try again; if it stays, send {id} with the log around it to whoever runs this server.',
  },
  API_CLOSED: {
    status: 503,
    sentence: 'The server is stopping or its database does not answer.',
    todo: 'Try again in a moment.',
  },
});
