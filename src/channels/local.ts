import type { Adapter } from './adapter.ts';

/**
 * The local outbox: every message is accepted and stays readable in the product; nothing leaves.
 * It serves channels without an adapter and e-mail without a mail server.
 */
export function localAdapter(): Adapter {
  return {
    name: 'local',
    connected: false,
    send: async (message) => ({ state: 'sent', providerId: `local:${message.key}` }),
    check: async () => ({ ok: true }),
    close: async () => {},
  };
}
