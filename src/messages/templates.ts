/** Templates as they are kept: one typed function per statement, and publication, which binds them. */
import {
  bumpDefinitions,
  count,
  faster,
  type Pool,
  type Queryable,
  run,
  statements,
  transaction,
} from '../store/index.ts';
import type { Check } from './check.ts';
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
  /** Counts the changes of the draft: who saves says which one they had seen. */
  revision: number;
  changedBy: string | null;
};

/** A template as a list shows it. */
export type TemplateLine = Omit<StoredTemplate, 'draft' | 'revision'> & {
  subject: string | null;
  /** Of its own content; the shop's where nobody said. */
  language: string | null;
  /** Others that it has contents in. */
  languages: string[];
  /** How many segments have a content of their own. */
  variants: number;
  /** The draft is not what is published. */
  changed: boolean;
  /** Somebody waits for an approval of the draft as it is. */
  asked: boolean;
};

export type TemplateQuestion = {
  search?: string;
  channel?: string;
  class?: MessageClass;
  published?: boolean;
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

type TemplateRow = Omit<StoredTemplate, 'publishedVersion' | 'archivedAt' | 'updatedAt' | 'changedBy'> & {
  published_version: number | null;
  archived_at: Date | null;
  updated_at: Date;
  changed_by: string | null;
};
type HeldRow = { revision: number; changedBy: string | null; updatedAt: Date; archived: boolean };
type VersionRow = Omit<TemplateVersion, 'templateId' | 'publishedAt'> & { template_id: number; published_at: Date };

/** Who changes a draft, and which revision they had seen: 0 for a new one; whatever is there is replaced where it is not said. */
export type Change = { by?: string; revision?: number };

/**
 * Keeps a draft, made or changed; `continued` says that the same person goes on changing it. It may be anything that has the right fields: it is judged at publication.
 * @throws TEMPLATE_INVALID, TEMPLATE_EXISTS, TEMPLATE_CHANGED where somebody else was faster
 */
export async function saveTemplate(
  pool: Pool,
  input: TemplateInput,
  now: Date,
  { by, revision }: Change = {},
): Promise<StoredTemplate & { continued: boolean }> {
  const read = templateInput.safeParse(input);
  if (!read.success) {
    const problems = read.error.issues.map(({ path, message }) => `${path.join('.') || 'template'}: ${message}`);
    throw errors.TEMPLATE_INVALID({ problems });
  }
  const { draft, ...fields } = read.data;
  return transaction(pool, async (tx) => {
    const [held] = await run<HeldRow>(tx, sql('hold'), { key: fields.key });
    if (revision !== undefined) checkSeen(fields.key, held, revision);
    const [row] = await run<TemplateRow>(tx, sql('save'), {
      ...fields,
      draft: JSON.stringify(draft),
      now,
      by: by ?? null,
    });
    // What is not there cannot be held: of two who make it at once the second finds that it is not the first.
    if (revision === 0 && row!.revision !== FIRST) throw errors.TEMPLATE_EXISTS({ template: fields.key });
    // A draft alone changes nothing of what is sent: editors save it every few seconds, and processes would load all anew each time.
    if (!held || held.archived) await bumpDefinitions(tx, now);
    return { ...toTemplate(row!), continued: held !== undefined && by === held.changedBy && isRecent(held, now) };
  });
}

/** The revision of a draft that was made just now. */
const FIRST = 1;
/** Editors save by themselves: what the same person changes within this time is one change for whoever reads who did what. */
const ONE_CHANGE_MS = 10 * 60_000;
const isRecent = ({ updatedAt, archived }: HeldRow, now: Date): boolean =>
  !archived && now.getTime() - updatedAt.getTime() < ONE_CHANGE_MS;

function checkSeen(key: string, held: HeldRow | undefined, seen: number): void {
  if (held?.revision === seen || (!held && seen === 0)) return;
  if (seen === 0) throw errors.TEMPLATE_EXISTS({ template: key });
  const details = { by: held?.changedBy ?? null, at: held?.updatedAt ?? null, revision: held?.revision ?? 0 };
  throw errors.TEMPLATE_CHANGED(
    { template: key, by: held?.changedBy ?? 'Somebody', at: held?.updatedAt.toISOString() ?? 'some moment' },
    { details },
  );
}

/** The template of that key; throws TEMPLATE_UNKNOWN. */
export async function getTemplate(on: Queryable, key: string): Promise<StoredTemplate> {
  const [row] = await run<TemplateRow>(on, sql('by-key'), { key });
  if (!row) throw errors.TEMPLATE_UNKNOWN({ template: key });
  return toTemplate(row);
}

/** Where a page begins: after a key, or before a moment of the last change; the latest come first then. */
export type TemplatePage = { page: number; after?: string; latest?: { before?: { at: Date; key: string } } };

/** What templates are called, by their ids. */
export async function templateNames(on: Queryable, ids: readonly number[]): Promise<Map<number, string>> {
  const rows = await run<{ id: number; name: string }>(on, sql('names'), { ids });
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Templates that say something else to a segment. */
export const templatesNaming = (
  on: Queryable,
  segment: string,
): Promise<{ key: string; name: string; published: boolean }[]> => run(on, sql('naming-segment'), { key: segment });

/** A page of templates. */
export async function listTemplates(
  on: Queryable,
  { page, after = '', latest }: TemplatePage,
  { search = '', channel, class: kind, published }: TemplateQuestion = {},
): Promise<TemplateLine[]> {
  return run<TemplateLine>(on, sql('list'), {
    page,
    after,
    latest: latest !== undefined,
    before_at: latest?.before?.at ?? null,
    before_key: latest?.before?.key ?? null,
    search,
    channel: channel ?? null,
    class: kind ?? null,
    published: published ?? null,
  });
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
 * @param revision what somebody has read: nothing else is published
 * @throws TEMPLATE_UNKNOWN, TEMPLATE_BLOCKED (its details are the checks), TEMPLATE_CHANGED
 */
export async function publish(pool: Pool, key: string, context: PublishContext, revision?: number): Promise<Published> {
  const template = await getTemplate(pool, key);
  if (revision !== undefined && template.revision !== revision) {
    const { said, more } = faster(template);
    throw errors.TEMPLATE_CHANGED({ template: key, ...said }, more);
  }
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

function toTemplate({ published_version, archived_at, updated_at, changed_by, ...row }: TemplateRow): StoredTemplate {
  return {
    ...row,
    publishedVersion: published_version,
    archivedAt: archived_at,
    updatedAt: updated_at,
    changedBy: changed_by,
  };
}
