/**
 * Double opt-in. A sign-up is in one of these states:
 *
 *     asked ──the person confirms, in time──▶ confirmed (its consents are told)
 *       └────the time passes──▶ expired, and later deleted with whoever is known by it alone
 *
 * The id of a sign-up is the key of the mail that asks, so the link in that mail says which it is, and that it went to the address
 * that was typed in. Before the confirmation nothing is consent: what was typed lies here and nowhere else.
 */
import { MEASURE_PURPOSE, SIGN_UP_PURPOSE } from '../channels/index.ts';
import { type MergePart, setUnconfirmed } from '../people/index.ts';
import { putWishes } from '../pressure/index.ts';
import { readSetting } from '../settings/index.ts';
import {
  type Applier,
  addressHash,
  type Bite,
  count,
  type InboxEntry,
  type InboxRow,
  keyOf,
  lanes,
  newId,
  noChanges,
  run,
  statements,
} from '../store/index.ts';
import { addTimes, formVersion } from './forms.ts';
import { confirmDays } from './settings.ts';
import { isSignup, type SignupBody, signupsOf } from './signup.ts';

/** Loaded once: a statement's name is unique in the program. */
export const sql = statements(import.meta.url, 'signups.sql');

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Mails that ask, to one person in a day: a form must not be a way to fill a stranger's mailbox. */
const MOST_ASKS = 3;

type Signup = {
  id: string;
  personId: string;
  formId: number;
  version: number;
  hash: string;
  answer: SignupBody;
  askedAt: Date;
  confirmedAt: Date | null;
};

/** Somebody filled in a form. */
const applySignup: Applier = async (bite, entries) => {
  const asked = entries.filter(({ personId, body }) => personId !== null && isSignup(body));
  const since = new Date(bite.now.getTime() - DAY_MS);
  const people = await run<{ id: string; email: string | null; firstSeen: Date; asked: number }>(
    bite.tx,
    sql('people'),
    {
      bucket: bite.bucket,
      since,
      people: asked.map(({ personId }) => personId),
    },
  );
  const byId = new Map(people.map((person) => [person.id, person]));
  const counts = new Map(people.map(({ id, asked: before }) => [id, before]));
  for (const entry of asked) {
    const person = byId.get(entry.personId!);
    const body = entry.body as SignupBody;
    // Who gave this address up has another by now, and a mail that asks would go there: it could prove nothing.
    if (!person || person.email !== body.who.email || counts.get(person.id)! >= MOST_ASKS) continue;
    counts.set(person.id, counts.get(person.id)! + 1);
    await ask(bite, entry, body, person.firstSeen.getTime() === entry.occurredAt.getTime());
  }
  return { ...noChanges(), touched: people.map(({ id }) => id) };
};

async function ask(bite: Bite, entry: InboxEntry, body: SignupBody, isNew: boolean): Promise<void> {
  const personId = entry.personId!;
  const signup: Signup = {
    id: keyOf('sign-up', entry.messageId ?? newId()),
    personId,
    formId: body.form,
    version: body.version,
    hash: addressHash('email', body.who.email).toString('hex'),
    answer: body,
    askedAt: entry.occurredAt,
    confirmedAt: body.template ? null : entry.occurredAt,
  };
  await put(bite, [signup]);
  const form = { form: body.form, version: body.version, at: entry.occurredAt };
  await addTimes(bite.tx, bite.bucket, { ...form, what: 'asked' });
  if (!body.template) return conclude(bite, signup, entry.occurredAt);
  if (isNew) await setUnconfirmed(bite, [{ personId, at: entry.occurredAt, since: entry.occurredAt }]);
  putWishes(bite, [
    {
      key: signup.id,
      personId,
      entryId: null,
      scenarioId: null,
      step: null,
      visit: 1,
      templateId: body.template.id,
      templateVersion: body.template.version,
      channel: 'email',
      class: 'transactional',
      purpose: SIGN_UP_PURPOSE,
      wishedAt: entry.occurredAt,
      context: { form: { key: body.key, title: body.title, language: body.language } },
      arm: 'treated',
    },
  ]);
}

/** Somebody pressed the button behind the link of the mail. Twice counts once, and too late not at all. */
const applyConfirm: Applier = async (bite, entries) => {
  const signups = await run<Signup>(bite.tx, sql('of'), {
    bucket: bite.bucket,
    ids: entries.map(({ body }) => (body as { id: string }).id),
  });
  const days = signups.length > 0 ? await readSetting(bite.tx, confirmDays) : 0;
  const touched: string[] = [];
  for (const { body, occurredAt } of entries) {
    const { id, hash } = body as { id: string; hash: string };
    const signup = signups.find((one) => one.id === id);
    if (!signup || signup.hash !== hash || occurredAt.getTime() > signup.askedAt.getTime() + days * DAY_MS) continue;
    if ((await count(bite.tx, sql('confirm'), { bucket: bite.bucket, id, at: occurredAt })) === 0) continue;
    await conclude(bite, { ...signup, confirmedAt: occurredAt }, occurredAt);
    touched.push(signup.personId);
  }
  return { ...noChanges(), touched };
};

/** What the person agreed to is told, with its proof: the words, where and when they stood, and both moments. */
async function conclude(bite: Bite, signup: Signup, at: Date): Promise<void> {
  const { personId, formId: form, version, answer } = signup;
  await addTimes(bite.tx, bite.bucket, { form, version, at, what: 'confirmed' });
  await setUnconfirmed(bite, [{ personId, at, since: null }]);
  const rows = signupsOf(answer, { id: signup.id, askedAt: signup.askedAt, confirmedAt: at });
  const hidden = await hiddenBefore(bite, signup);
  await bite.emit([...hidden, ...rows].map((row) => toldRow(bite, personId, at, row)));
}

/** An unsubscription is lifted by the consent: what it hid, and was not asked for again, must not come back with it. */
async function hiddenBefore(bite: Bite, { personId, answer }: Signup) {
  const agreed = await run<{ channel: string; purpose: string }>(bite.tx, sql('agreed'), {
    bucket: bite.bucket,
    person: personId,
    measure: MEASURE_PURPOSE,
  });
  const lifted = new Set<string>(answer.consents.map(({ channel }) => channel));
  const again = new Set(answer.consents.map(({ channel, purpose }) => `${channel} ${purpose}`));
  return agreed
    .filter(({ channel, purpose }) => lifted.has(channel) && !again.has(`${channel} ${purpose}`))
    .map((one) => ({ kind: 'consent', body: { ...one, status: 'withdrawn', source: 'sign-up: unsubscribed before' } }));
}

const toldRow = (bite: Bite, personId: string, at: Date, { kind, body }: { kind: string; body: object }): InboxRow => ({
  bucket: bite.bucket,
  lane: lanes.transactional,
  kind,
  personId,
  messageId: kind === 'track' ? newId() : null,
  origin: 'live',
  occurredAt: at,
  receivedAt: bite.now,
  body,
});

async function put(bite: Bite, signups: readonly Signup[]): Promise<void> {
  const rows = signups.map((one) => ({
    id: one.id,
    person_id: one.personId,
    form_id: one.formId,
    version: one.version,
    hash: one.hash,
    answer: one.answer,
    asked_at: one.askedAt,
    confirmed_at: one.confirmedAt,
  }));
  await count(bite.tx, sql('put'), { bucket: bite.bucket, rows: JSON.stringify(rows) });
}

/** Kind of the inbox row that confirms. */
export const CONFIRM = 'signup.confirm';

/** Appliers by kind of inbox row. */
export const inboxKinds: Readonly<Record<string, Applier>> = { signup: applySignup, [CONFIRM]: applyConfirm };

/** Sign-ups that wait go along with whoever they are about. */
export const mergePart: MergePart = {
  name: 'signups',
  pack: async (bite, merges) => {
    const where = { bucket: bite.bucket, people: merges.map(({ personId }) => personId) };
    const rows = await run<Signup>(bite.tx, sql('of-people'), where);
    if (rows.length > 0) await count(bite.tx, sql('remove'), where);
    return rows.map((row) => ({ personId: row.personId, row }));
  },
  unpack: async (bite, packed) => {
    if (packed.length > 0)
      await put(
        bite,
        packed.map(({ personId, row }) => ({ ...(row as Signup), personId })),
      );
  },
};

/** How a sign-up stands. */
export type Standing = { state: 'open' | 'confirmed' | 'expired'; form: Awaited<ReturnType<typeof formVersion>> };

/** How the sign-up of a mail stands, for the page behind its link; null when it is not kept, or the mail went elsewhere. */
export async function signupStanding(
  on: Parameters<typeof formVersion>[0],
  { bucket, id, hash, now }: { bucket: number; id: string; hash: string; now: Date },
): Promise<Standing | null> {
  const [signup] = await run<Signup>(on, sql('of'), { bucket, ids: [id] });
  if (!signup || signup.hash !== hash) return null;
  const form = await formVersion(on, signup.formId, signup.version);
  if (signup.confirmedAt) return { state: 'confirmed', form };
  const until = signup.askedAt.getTime() + (await readSetting(on, confirmDays)) * DAY_MS;
  return { state: now.getTime() > until ? 'expired' : 'open', form };
}
