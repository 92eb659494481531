import { getPerson, type Person } from '../people/index.ts';
import { isUuid, type Store } from '../store/index.ts';
import { errors } from './errors.ts';

/** One of the ways to name a person. */
export type Named = { personId?: string; externalId?: string; email?: string };

/** The person of that name, where merges brought them. @throws API_NOT_FOUND */
export async function personOf(store: Store, named: Named): Promise<Person> {
  const { personId: id, externalId, email } = named;
  const wrong = id !== undefined && !isUuid(id);
  const found = wrong ? null : await getPerson(store, id ? { id } : externalId ? { externalId } : { email });
  if (!found) throw errors.API_NOT_FOUND({ what: 'person', id: id ?? externalId ?? email ?? '' });
  return found;
}
