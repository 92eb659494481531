import { readShop } from '../delivery/index.ts';
import { newId } from '../store/index.ts';
import type { ApiDeps } from './deps.ts';

/** Sends one mail over one provider, and tells what its server said. */
export async function mailTest({ providers, store }: ApiDeps, key: string, to: string) {
  const { shop, sender } = await readShop(store.pool);
  const result = await providers.sendOver(key, {
    key: newId(),
    from: { address: sender.address ?? to, ...(sender.name && { name: sender.name }) },
    to,
    subject: `${shop.name || 'Déclic'}: test / essai`,
    text: `A test of the mail server “${key}”. Nothing is to be done.\n\nUn essai du serveur de courrier « ${key} ». Il n’y a rien à faire.\n`,
  });
  const ok = result.state === 'sent';
  return { ok, reason: ok ? null : (result.reason ?? result.state), sent: ok ? (result.providerId ?? '') : null };
}
