import type { Logger } from 'pino';
import { type StoredProvider, sealedFor } from './rows.ts';
import { unseal } from './seal.ts';

/** The address of a provider with its password; null where it was sealed with another secret, which the log says. */
export function urlOf(
  provider: StoredProvider,
  { smtpUrl, secret, log }: { smtpUrl: string | null; secret: string; log: Logger },
): string | null {
  if (provider.urlSealed === null) return smtpUrl;
  try {
    return unseal(provider.urlSealed, sealedFor(provider.key), secret);
  } catch (error) {
    log.error({ event: 'providers.unusable', err: error, provider: provider.key }, 'not usable');
    return null;
  }
}
