import { type InboxRow, lanes } from '../store/index.ts';

/** An inbox row that says to a bucket what is to be done; `occurredAt` is the moment of the command. */
export const commandRow = (bucket: number, kind: string, body: unknown, at: Date): InboxRow => ({
  bucket,
  lane: lanes.fresh,
  kind,
  personId: null,
  messageId: null,
  origin: 'live',
  occurredAt: at,
  receivedAt: at,
  body,
});
