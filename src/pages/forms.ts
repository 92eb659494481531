/** Forms as they are kept: drafts, versions, figures. */
import {
  bucketOfText,
  bumpDefinitions,
  count,
  faster,
  type Queryable,
  type Revised,
  run,
  type Store,
  statements,
} from '../store/index.ts';
import { errors } from './errors.ts';
import { type FormDefinition, formDefinition } from './form.ts';

const sql = statements(import.meta.url, 'forms.sql');

export type Form = {
  id: number;
  key: string;
  name: string;
  draft: FormDefinition;
  publishedVersion: number | null;
  archivedAt: Date | null;
  updatedAt: Date;
  revision: number;
  changedBy: string | null;
};

/** A version of a form, which never changes. */
export type FormVersion = { id: number; key: string; name: string; version: number; definition: FormDefinition };

const longestName = 200;
const keyPattern = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** Who saves, and the revision that they had seen: none where it does not matter to them, 0 where there must not be one. */
export type FormChange = { by?: string; revision?: number };

/**
 * Keeps a draft, new or changed; one that was put away comes back.
 * @throws FORM_INVALID, FORM_EXISTS, FORM_CHANGED where somebody else was faster
 */
export async function saveForm(
  store: Store,
  given: { key: string; name: string; draft: unknown },
  { by, revision }: FormChange = {},
): Promise<Form> {
  const read = formDefinition.safeParse(given.draft);
  const problems = [
    ...(keyPattern.test(given.key) ? [] : ['a key is made of small letters, digits, - and _ (64 at most)']),
    ...(given.name.trim() !== '' && given.name.length <= longestName
      ? []
      : [`a name has 1 to ${longestName} characters`]),
    ...(read.success ? [] : read.error.issues.map(({ path, message }) => `${path.join('.') || 'form'}: ${message}`)),
  ];
  if (problems.length > 0) throw errors.FORM_INVALID({ problems: problems.join('; ') }, { details: problems });
  const now = store.clock.now();
  const values = { key: given.key, name: given.name.trim(), draft: JSON.stringify(read.data), now, by: by ?? null };
  await store.transaction(async (tx) => {
    const [held] = await run<Held>(tx, sql('hold'), { key: given.key });
    if (revision !== undefined) checkSeen(given.key, held, revision);
    const [row] = await run<{ revision: number }>(tx, sql('save'), values);
    // What is not there cannot be held: of two who make it at once the second finds that it is not the first.
    if (revision === 0 && !held && row!.revision !== FIRST)
      throw errors.FORM_EXISTS({ form: given.key, name: given.name });
  });
  return getForm(store.pool, given.key);
}

/** The revision of a draft that was made just now. */
const FIRST = 1;

type Held = Revised & { name: string; archived: boolean };

function checkSeen(form: string, held: Held | undefined, seen: number): void {
  // What was put away is found by nobody: its key is free for a new one.
  if (seen === 0 ? !held || held.archived : held?.revision === seen) return;
  if (!held) throw errors.FORM_UNKNOWN({ form });
  if (seen === 0) throw errors.FORM_EXISTS({ form, name: held.name });
  const { said, more } = faster(held);
  throw errors.FORM_CHANGED({ form, ...said }, more);
}

/** @throws FORM_UNKNOWN */
export async function getForm(on: Queryable, key: string): Promise<Form> {
  const [row] = await run<Form>(on, sql('one'), { key });
  if (!row) throw errors.FORM_UNKNOWN({ form: key });
  return row;
}

/** Forms by key; `after` is the last key of the page before. */
export const listForms = (on: Queryable, page: { after: string; most: number }): Promise<Form[]> =>
  run<Form>(on, sql('list'), page);

/** Forms that take a wording of the shop's list. */
export const formsNaming = (
  on: Queryable,
  wording: string,
): Promise<{ key: string; name: string; version: number | null }[]> => run(on, sql('naming-wording'), { key: wording });

/** Puts a form away: its page is gone, what was agreed to by it stays. False when there was none. */
export const archiveForm = async (on: Queryable, key: string, now: Date): Promise<boolean> =>
  (await count(on, sql('archive'), { key, now })) > 0;

/** Makes a version of the draft. What it needs (the mail that asks) was seen to before. */
export async function addVersion(store: Store, { key, draft }: Form): Promise<{ version: number }> {
  const now = store.clock.now();
  return store.transaction(async (tx) => {
    const [row] = await run<{ id: number; version: number }>(tx, sql('next-version'), { key, now });
    const { id: form, version } = row!;
    await count(tx, sql('add-version'), { form, version, definition: JSON.stringify(draft), now });
    await bumpDefinitions(tx, now);
    return { version };
  });
}

/** The version that people see now; null where none is published. */
export const formInForce = async (on: Queryable, key: string): Promise<FormVersion | null> =>
  (await run<FormVersion>(on, sql('in-force'), { key }))[0] ?? null;

/** A version of before. */
export const formVersion = async (on: Queryable, form: number, version: number): Promise<FormVersion | null> =>
  (await run<FormVersion>(on, sql('version'), { form, version }))[0] ?? null;

type What = 'shown' | 'asked' | 'confirmed';

/** Counts what happened with a form, in a bucket of its caller. */
export const addTimes = (
  on: Queryable,
  bucket: number,
  { form, version, at, what, times = 1 }: { form: number; version: number; at: Date; what: What; times?: number },
) => count(on, sql('add-times'), { bucket, form, version, day: at.toISOString().slice(0, 10), what, times });

/** Counts how often forms were shown, and writes it now and then: a page that is looked at must not cost a transaction. */
export function shownCounter(store: Store): { note: (form: FormVersion) => void; flush: () => Promise<void> } {
  const waiting = new Map<string, { form: FormVersion; times: number }>();
  let timer: NodeJS.Timeout | undefined;
  const flush = async () => {
    clearTimeout(timer);
    timer = undefined;
    const all = [...waiting.values()];
    waiting.clear();
    for (const { form, times } of all) {
      const bucket = bucketOfText(`form:${form.key}`, store.buckets);
      const one = { form: form.id, version: form.version, at: store.clock.now(), what: 'shown' as const, times };
      await addTimes(store.pool, bucket, one);
    }
  };
  return {
    note: (form) => {
      const name = `${form.id}/${form.version}`;
      waiting.set(name, { form, times: (waiting.get(name)?.times ?? 0) + 1 });
      // What could not be written is lost: it is a figure, and nobody waits for it.
      timer ??= setTimeout(() => void flush().catch(() => {}), FLUSH_MS).unref();
    },
    flush,
  };
}

const FLUSH_MS = 1_000;

export type FormFigures = { version: number } & Record<What, number>;

/** How often it was shown, filled in and confirmed since a day, by version. */
export async function formFigures(on: Queryable, form: number, since: Date): Promise<FormFigures[]> {
  const rows = await run<{ version: number; what: What; times: number }>(on, sql('times'), {
    form,
    since: since.toISOString().slice(0, 10),
  });
  return [...Map.groupBy(rows, ({ version }) => version)].map(([version, own]) => {
    const times = (what: What) => own.find((row) => row.what === what)?.times ?? 0;
    return { version, shown: times('shown'), asked: times('asked'), confirmed: times('confirmed') };
  });
}
