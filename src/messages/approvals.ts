/**
 * Four eyes: somebody asks that a draft be published as it is, another account publishes it or says why not. What was asked for is one
 * revision; a change of the draft asks for nothing any more.
 */
import { readSetting } from '../settings/index.ts';
import { count, faster, type Pool, type Queryable, run, statements } from '../store/index.ts';
import { errors } from './errors.ts';
import { approval } from './settings.ts';
import { getTemplate, type PublishContext, type Published, publish } from './templates.ts';

const sql = statements(import.meta.url, 'approvals.sql');

export type Approval = {
  revision: number;
  askedBy: string;
  askedAt: Date;
  note: string;
  refusedBy: string | null;
  refusedAt: Date | null;
  refusal: string | null;
};

/** Whether the shop wants a second person. */
export const approvalNeeded = (on: Queryable): Promise<boolean> => readSetting(on, approval);

/** What was asked last of a template; null where nothing is open. */
export async function approvalOf(on: Queryable, templateId: number): Promise<Approval | null> {
  return (await run<Approval>(on, sql('of-template'), { template: templateId }))[0] ?? null;
}

/** Publishes where nobody else has to agree. @throws TEMPLATE_NEEDS_APPROVAL and what {@link publish} throws */
export async function publishAlone(
  pool: Pool,
  key: string,
  context: PublishContext,
  revision?: number,
): Promise<Published> {
  if (await approvalNeeded(pool)) throw errors.TEMPLATE_NEEDS_APPROVAL({ template: key });
  const published = await publish(pool, key, context, revision);
  await count(pool, sql('end'), { template: published.templateId });
  return published;
}

/** Asks for the draft as it is. @throws TEMPLATE_UNKNOWN, TEMPLATE_CHANGED where the asker has not seen it */
export async function askApproval(
  pool: Pool,
  key: string,
  { by, note, revision, now }: { by: string; note: string; revision: number; now: Date },
): Promise<void> {
  const template = await getTemplate(pool, key);
  if (template.revision !== revision) {
    throw errors.TEMPLATE_CHANGED({ template: key, ...faster(template).said });
  }
  await count(pool, sql('ask'), { template: template.id, revision, by, now, note });
}

/** Publishes what somebody else asked for. @throws TEMPLATE_NOT_ASKED, TEMPLATE_OWN_APPROVAL, TEMPLATE_BLOCKED */
export async function approve(
  pool: Pool,
  key: string,
  context: PublishContext,
  { by, account, revision }: { by: string; account: boolean; revision: number },
): Promise<Published & { askedBy: string }> {
  const { askedBy } = await openApproval(pool, key, revision);
  // Whoever asked could make themselves a key: only accounts are people.
  if (askedBy === by || !account) throw errors.TEMPLATE_OWN_APPROVAL({ template: key, who: by });
  const published = await publish(pool, key, context, revision);
  await count(pool, sql('end'), { template: published.templateId });
  return { ...published, askedBy };
}

/** Says why not, or takes one's own question back. @throws TEMPLATE_NOT_ASKED */
export async function refuseApproval(
  pool: Pool,
  key: string,
  { by, reason, revision, now }: { by: string; reason: string; revision: number; now: Date },
): Promise<void> {
  const { askedBy, templateId } = await openApproval(pool, key, revision);
  if (askedBy === by) await count(pool, sql('end'), { template: templateId });
  else await count(pool, sql('refuse'), { template: templateId, by, now, refusal: reason });
}

async function openApproval(on: Queryable, key: string, revision: number): Promise<Approval & { templateId: number }> {
  const template = await getTemplate(on, key);
  const asked = await approvalOf(on, template.id);
  if (!asked || asked.refusedBy !== null || asked.revision !== revision || template.revision !== revision)
    throw errors.TEMPLATE_NOT_ASKED({ template: key });
  return { ...asked, templateId: template.id };
}
