import type { Adapter } from './adapter.ts';
import { audience } from './audience/channel.ts';
import { banner } from './banner/channel.ts';
import { call } from './call/channel.ts';
import { CHANNEL_KINDS, type Channel, type ChannelKind, type ChannelSettings } from './channel.ts';
import { chat } from './chat/channel.ts';
import { email } from './email/channel.ts';
import { errors } from './errors.ts';
import { localAdapter } from './local.ts';
import { messenger } from './messenger/channel.ts';
import { post } from './post/channel.ts';
import { push } from './push/channel.ts';
import { sms } from './sms/channel.ts';
import { social } from './social/channel.ts';
import { visit } from './visit/channel.ts';
import { webpush } from './webpush/channel.ts';
import { whatsapp } from './whatsapp/channel.ts';

/** Every channel, in the order in which they are shown. */
export const channels: Readonly<Record<ChannelKind, Channel>> = {
  email,
  sms,
  post,
  call,
  visit,
  social,
  push,
  webpush,
  whatsapp,
  messenger,
  audience,
  banner,
  chat,
};

export function isChannelKind(kind: string): kind is ChannelKind {
  return Object.hasOwn(channels, kind);
}

/** The channel of that name; throws CHANNEL_UNKNOWN. */
export function channelOf(kind: string): Channel {
  if (!isChannelKind(kind)) throw errors.CHANNEL_UNKNOWN({ channel: kind, known: CHANNEL_KINDS.join(', ') });
  return channels[kind];
}

/** One adapter per channel for the life of the process: the channel's own where the settings hold one, else the local outbox. */
export function openAdapters(settings: ChannelSettings): { of(kind: string): Adapter; close(): Promise<void> } {
  const open = new Map<ChannelKind, Adapter>();
  return {
    of(kind) {
      const channel = channelOf(kind);
      const adapter = open.get(channel.kind) ?? channel.connect(settings) ?? localAdapter();
      open.set(channel.kind, adapter);
      return adapter;
    },
    async close() {
      await Promise.all([...open.values()].map((adapter) => adapter.close()));
      open.clear();
    },
  };
}
