/** Companies that people belong to, and account owners, who look after people and sign messages. */
import { type Applier, type Bite, count, type Queryable, run, statements } from '../store/index.ts';
import { errors } from './errors.ts';
import { emailOf } from './identity.ts';
import { assertTraits } from './persons.ts';
import { type Assertion, companyTrait, foldTraits, type Traits, type TraitTimes } from './traits.ts';

const sql = statements(import.meta.url, 'companies.sql');

export type Company = { id: string; traits: Traits };
export type Owner = {
  id: string;
  name: string;
  email: string;
  phone: string | null;
  title: string | null;
  traits: Traits;
};

/** A person belongs to a company (the latest occurrence wins), and what is known of it. */
export const applyGroup: Applier = async (bite, entries) => {
  const said = entries.map(({ personId, occurredAt, body }) => {
    const { groupId, traits } = body as { groupId: string; traits?: Traits };
    return { personId, groupId, assertion: { traits: traits ?? {}, at: occurredAt.toISOString() } };
  });
  await assertTraits(
    bite,
    said.flatMap(({ personId, groupId, assertion }) =>
      personId ? [{ personId, assertion: { traits: { [companyTrait]: groupId }, at: assertion.at } }] : [],
    ),
  );
  await describeCompanies(bite, said);
  return { touched: [...new Set(said.flatMap(({ personId }) => personId ?? []))], events: [], lists: [] };
};

async function describeCompanies(
  bite: Bite,
  said: readonly { groupId: string; assertion: Assertion }[],
): Promise<void> {
  const byCompany = Map.groupBy(said, ({ groupId }) => groupId);
  const ids = [...byCompany.keys()].sort();
  await count(bite.tx, sql('name-companies'), { ids });
  const told = ids.filter((id) => byCompany.get(id)!.some(({ assertion }) => Object.keys(assertion.traits).length > 0));
  if (told.length === 0) return;
  const held = await run<Company & { traitTimes: TraitTimes }>(bite.tx, sql('lock-companies'), { ids: told });
  const rows = held.flatMap(({ id, traits, traitTimes }) => {
    const next = foldTraits(
      { traits, times: traitTimes },
      byCompany.get(id)!.map(({ assertion }) => assertion),
    );
    return next ? [{ id, traits: next.traits, trait_times: next.times }] : [];
  });
  if (rows.length > 0) await count(bite.tx, sql('put-companies'), { rows: JSON.stringify(rows) });
}

/** What is known of a company; null when nobody ever named it. */
export async function companyOf(on: Queryable, id: string): Promise<Traits | null> {
  const [row] = await run<Company>(on, sql('company'), { id });
  return row?.traits ?? null;
}

/** Companies by id; a page begins after the id where the last one ended. */
export async function listCompanies(
  on: Queryable,
  page: { after?: string; limit?: number } = {},
): Promise<{ items: Company[]; next: string | null }> {
  const most = Math.min(Math.max(page.limit ?? 50, 1), 500);
  const items = await run<Company>(on, sql('companies'), { after: page.after ?? '', most });
  return { items, next: items.length === most ? items.at(-1)!.id : null };
}

/** Saves an account owner. Throws PEOPLE_OWNER_INVALID. */
export async function saveOwner(
  on: Queryable,
  owner: Pick<Owner, 'id' | 'name' | 'email'> & Partial<Owner>,
): Promise<void> {
  const email = emailOf(owner.email);
  if (!owner.id || owner.id.length > 255)
    throw errors.PEOPLE_OWNER_INVALID({ owner: owner.id, reason: 'it has no id' });
  if (!owner.name) throw errors.PEOPLE_OWNER_INVALID({ owner: owner.id, reason: 'it has no name' });
  if (!email) throw errors.PEOPLE_OWNER_INVALID({ owner: owner.id, reason: 'its e-mail address is none' });
  const { id, name, phone = null, title = null, traits = {} } = owner;
  await run(on, sql('save-owner'), { id, name, email, phone, title, traits: JSON.stringify(traits) });
}

export async function getOwner(on: Queryable, id: string): Promise<Owner | null> {
  const [row] = await run<Owner>(on, sql('owner'), { id });
  return row ?? null;
}

export async function listOwners(on: Queryable): Promise<Owner[]> {
  return run(on, sql('owners'), {});
}
