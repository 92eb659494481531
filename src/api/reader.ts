import type { Reader } from '../messages/index.ts';
import { companyOf } from '../people/index.ts';
import type { Store } from '../store/index.ts';
import { personOf } from './person.ts';

/** A person as a template sees them, for previews, and where their rows live. @throws API_NOT_FOUND */
export async function readerOf(
  store: Store,
  personId: string,
): Promise<{ person: Reader; company: Record<string, unknown> | undefined; home: { id: string; bucket: number } }> {
  const found = await personOf(store, { personId });
  const { id, bucket, externalId, email, phone, locale, timezone, traits, companyId } = found;
  const optional = { externalId, email, phone, locale, timezone };
  const known = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== null));
  const company = companyId === null ? null : await companyOf(store.pool, companyId);
  return { person: { id, ...known, traits }, company: company ?? undefined, home: { id, bucket } };
}
