/** What banks and buckets of people say to each other, through inboxes. */
import { commandRow, type InboxRow } from '../store/index.ts';

/** A bucket wants units for wishes that wait, `least` for the smallest of them. The ask's id becomes the lease's. */
export type Ask = { bank: string; ask: string; units: number; least: number; from: number };
/** The bank's answer. `units` 0: nothing, for now (`later`: some are out and asked back) or for good. */
export type Grant = { bank: string; ask: string; units: number; codes: string[]; answer: 'some' | 'later' | 'none' };
/** The bank asks for what is left of a lease that ran out. */
export type Close = { bank: string; lease: string };
/** The state of a closed lease, whole: told again, or told late, it changes nothing. */
export type Return = {
  bank: string;
  lease: string;
  version: number;
  spent: number;
  used: { code: string; key: string }[];
};

/** Of a lease that the bank ended itself: a use that came to nothing after all. */
export type Unspent = { bank: string; lease: string; units: number; code: string | null };

type Bodies = {
  'bank.ask': Ask;
  'bank.grant': Grant;
  'bank.close': Close;
  'bank.return': Return;
  'bank.unspent': Unspent;
};

/** A command to a bucket, about nobody. */
export function command<Kind extends keyof Bodies>(bucket: number, kind: Kind, at: Date, body: Bodies[Kind]): InboxRow {
  return commandRow(bucket, kind, body, at);
}
