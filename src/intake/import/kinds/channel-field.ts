import { type Fault, fault } from '../faults.ts';
import { cut } from '../values/decimal.ts';
import { nameKey } from '../values/text.ts';
import type { Field, Values } from './kind.ts';

export const channelField: Field = {
  name: 'channel',
  type: 'text',
  about: 'email, sms, post, call, push…; told from the address when not given',
  synonyms: ['channel', 'canal', 'media', 'média'],
};

const words: Record<string, readonly string[]> = {
  email: ['email', 'mail', 'courriel', 'emailing', 'newsletter'],
  sms: ['sms', 'mms', 'texto', 'text'],
  post: ['post', 'postal', 'courrier', 'mailing', 'letter'],
  call: ['call', 'phone', 'telephone', 'appel', 'voice'],
  push: ['push', 'apppush', 'mobilepush'],
  webpush: ['webpush'],
  whatsapp: ['whatsapp', 'messenger'],
};

/** The channel of a row, by its word or, without one, by the kind of address that it brings. */
export function readChannel(values: Values): { value: string } | { reason: Fault; field: string } {
  const text = values.channel as string | undefined;
  if (text === undefined) {
    if (values.email === undefined && values.phone !== undefined) return { value: 'sms' };
    return { value: 'email' };
  }
  const key = nameKey(text);
  const found = Object.entries(words).find(([channel, names]) => channel === key || names.includes(key));
  if (found) return { value: found[0] };
  // Kinds of channels are declared elsewhere and may grow: a name of their shape passes.
  if (/^[a-z][a-z_]{2,30}$/u.test(text)) return { value: text };
  return { reason: fault('not_channel', { cell: cut(text) }), field: 'channel' };
}
