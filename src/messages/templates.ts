/** Templates as they are kept: one typed function per statement, and publication, which binds them. */
import { bumpDefinitions, count, type Pool, type Queryable, run, statements, transaction } from '../store/index.ts';
import type { Check } from './checks.ts';
import { errors } from './errors.ts';
import { type PublishInput, publishTemplate } from './publish.ts';
import {
  type CompiledTemplate,
  type MessageClass,
  type TemplateInput,
  type TemplateSource,
  templateInput,
} from './template.ts';

const sql = statements(import.meta.url, 'templates.sql');

export type StoredTemplate = {
  id: number;
  key: string;
  name: string;
  channel: string;
  class: MessageClass;
  purpose: string;
  draft: TemplateSource;
  publishedVersion: number | null;
  archivedAt: Date | null;
  updatedAt: Date;
};

export type TemplateVersion = {
  templateId: number;
  version: number;
  key: string;
  channel: string;
  class: MessageClass;
  purpose: string;
  source: TemplateSource;
  compiled: CompiledTemplate;
  publishedAt: Date;
};

type TemplateRow = Omit<StoredTemplate, 'publishedVersion' | 'archivedAt' | 'updatedAt'> & {
  published_version: number | null;
  archived_at: Date | null;
  updated_at: Date;
};
type VersionRow = Omit<TemplateVersion, 'templateId' | 'publishedAt'> & { template_id: number; published_at: Date };

/** Keeps a draft, made or changed; throws TEMPLATE_INVALID. A draft may be anything that has the right fields: it is judged at publication. */
export async function saveTemplate(pool: Pool, input: TemplateInput, now: Date): Promise<StoredTemplate> {
  const read = templateInput.safeParse(input);
  if (!read.success) {
    const problems = read.error.issues.map(({ path, message }) => `${path.join('.') || 'template'}: ${message}`);
    throw errors.TEMPLATE_INVALID({ problems });
  }
  const { draft, ...fields } = read.data;
  return transaction(pool, async (tx) => {
    const [row] = await run<TemplateRow>(tx, sql('save'), { ...fields, draft: JSON.stringify(draft), now });
    await bumpDefinitions(tx, now);
    return toTemplate(row!);
  });
}

/** The template of that key; throws TEMPLATE_UNKNOWN. */
export async function getTemplate(on: Queryable, key: string): Promise<StoredTemplate> {
  const [row] = await run<TemplateRow>(on, sql('by-key'), { key });
  if (!row) throw errors.TEMPLATE_UNKNOWN({ template: key });
  return toTemplate(row);
}

/** A page of templates by key; `after` is the last key of the page before. */
export async function listTemplates(on: Queryable, after = '', page = 100): Promise<StoredTemplate[]> {
  return (await run<TemplateRow>(on, sql('list'), { after, page })).map(toTemplate);
}

/** A published version; throws TEMPLATE_NOT_PUBLISHED. */
export async function getTemplateVersion(on: Queryable, templateId: number, version: number): Promise<TemplateVersion> {
  const [row] = await run<VersionRow>(on, sql('version'), { template_id: templateId, version });
  if (!row) throw errors.TEMPLATE_NOT_PUBLISHED({ template: String(templateId), version });
  const { template_id, published_at, ...rest } = row;
  return { ...rest, templateId: template_id, publishedAt: published_at };
}

/** Puts a template away; what is published stays readable for the ledger. False when there was none. */
export async function archiveTemplate(pool: Pool, key: string, now: Date): Promise<boolean> {
  return transaction(pool, async (tx) => {
    const changed = await count(tx, sql('archive'), { key, now });
    if (changed > 0) await bumpDefinitions(tx, now);
    return changed > 0;
  });
}

/** What publication needs beside the draft: shop, sender, public address, sample people. */
export type PublishContext = Omit<PublishInput, 'channel' | 'class' | 'source'>;
export type Published = { templateId: number; version: number; compiled: CompiledTemplate; checks: Check[] };

/**
 * Makes a version of the draft. Compiling comes first, outside the transaction.
 * @throws TEMPLATE_UNKNOWN, TEMPLATE_BLOCKED (its details are the checks)
 */
export async function publish(pool: Pool, key: string, context: PublishContext): Promise<Published> {
  const template = await getTemplate(pool, key);
  const { channel, class: kind, purpose, draft } = template;
  const { compiled: made, checks } = await publishTemplate({ ...context, channel, class: kind, source: draft });
  if (!made) {
    const problems = checks.filter(({ level }) => level === 'block').map(({ sentence }) => sentence);
    throw errors.TEMPLATE_BLOCKED({ template: key, problems }, { details: checks });
  }
  // Channel and class were compiled in; all three hold for the version whatever becomes of the draft.
  const compiled: CompiledTemplate = { ...made, purpose };
  const { now } = context;
  return transaction(pool, async (tx) => {
    const [row] = await run<{ id: number; published_version: number }>(tx, sql('next-version'), { key, now });
    const version = row!.published_version;
    await count(tx, sql('add-version'), {
      template_id: row!.id,
      version,
      source: JSON.stringify(draft),
      compiled: JSON.stringify(compiled),
      now,
    });
    await bumpDefinitions(tx, now);
    return { templateId: row!.id, version, compiled, checks };
  });
}

function toTemplate({ published_version, archived_at, updated_at, ...row }: TemplateRow): StoredTemplate {
  return { ...row, publishedVersion: published_version, archivedAt: archived_at, updatedAt: updated_at };
}
