/** What people are asked to agree to: kept wordings with versions that never change, so that a proof can name the one that was read. */
import { z } from 'zod';
import { CHANNEL_KINDS, type ChannelKind, channels } from '../channels/index.ts';
import { bumpDefinitions, count, type Queryable, run, type Store, statements } from '../store/index.ts';
import { errors } from './errors.ts';
import type { Text } from './rule.ts';

const sql = statements(import.meta.url, 'wordings.sql');

const LONGEST_WORDING = 1_000;
const LONGEST_NAME = 200;
const LONGEST_SOURCE = 500;
const keyPattern = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** In one language or both. */
export type Words = { fr?: string | undefined; en?: string | undefined };

export type WordingVersion = { version: number; text: Words; source: string; writtenAt: Date };
/** A wording as it stands, with its version in force. */
export type Wording = WordingVersion & {
  id: number;
  key: string;
  name: string;
  channel: ChannelKind;
  purpose: string;
  archivedAt: Date | null;
};

export type WordingGiven = {
  key: string;
  name: string;
  channel: ChannelKind;
  purpose: string;
  text: Words;
  /** Where people read it. */
  source: string;
};

/** All of them by name; those that were put away last. */
export const listWordings = (on: Queryable): Promise<Wording[]> => run<Wording>(on, sql('list'), { key: null });

/** @throws COMPLIANCE_WORDING_UNKNOWN */
export async function getWording(on: Queryable, key: string): Promise<Wording> {
  const [found] = await run<Wording>(on, sql('list'), { key });
  if (!found) throw errors.COMPLIANCE_WORDING_UNKNOWN({ wording: key });
  return found;
}

/** Every version, newest first. */
export const wordingVersions = (on: Queryable, { id }: Wording): Promise<WordingVersion[]> =>
  run<WordingVersion>(on, sql('versions'), { id });

/**
 * Keeps a wording, new or changed. Other words or another source make a new version; who agreed to an old one agreed to that. One that was
 * put away comes back.
 * @throws COMPLIANCE_WORDING_INVALID
 */
export async function saveWording(store: Store, given: WordingGiven): Promise<Wording> {
  const tidy = tidied(given);
  const faults = faultsOf(tidy);
  if (faults.length > 0) throw invalid(faults);
  const now = store.clock.now();
  return store.transaction(async (tx) => {
    const { key, name, channel, purpose, source } = tidy;
    const text = JSON.stringify(tidy.text);
    const [added] = await run<{ id: number }>(tx, sql('add'), { key, name, channel, purpose });
    if (added) await count(tx, sql('add-version'), { id: added.id, version: 1, text, source, now });
    else await change(tx, tidy, now);
    await bumpDefinitions(tx, now);
    return getWording(tx, key);
  });
}

async function change(tx: Queryable, given: WordingGiven, now: Date): Promise<void> {
  const { key, name, source } = given;
  await run(tx, sql('lock'), { key });
  const known = await getWording(tx, key);
  if (known.channel !== given.channel || known.purpose !== given.purpose) throw invalid([fixed]);
  const same = known.source === source && known.text.fr === given.text.fr && known.text.en === given.text.en;
  const version = known.version + (same ? 0 : 1);
  await count(tx, sql('change'), { id: known.id, name, version });
  if (same) return;
  await count(tx, sql('add-version'), { id: known.id, version, text: JSON.stringify(given.text), source, now });
}

/** Puts a wording away: nothing new uses it, what was agreed to by it stays. @throws COMPLIANCE_WORDING_UNKNOWN */
export async function archiveWording(store: Store, key: string): Promise<void> {
  const now = store.clock.now();
  if ((await count(store.pool, sql('archive'), { key, now })) === 0)
    throw errors.COMPLIANCE_WORDING_UNKNOWN({ wording: key });
}

function tidied({ text, ...given }: WordingGiven): WordingGiven {
  const said = Object.entries(text).flatMap(([language, words]) => (words?.trim() ? [[language, words.trim()]] : []));
  return { ...given, name: given.name.trim(), source: given.source.trim(), text: Object.fromEntries(said) };
}

const invalid = (says: readonly Text[]) =>
  errors.COMPLIANCE_WORDING_INVALID(
    { faults: says.map(({ en }) => en) },
    { details: says.map((one) => ({ says: one })) },
  );

const fixed: Text = {
  fr: 'le canal et l’usage d’une phrase ne changent pas : créez-en une autre',
  en: 'the channel and the purpose of a wording never change: make another one',
};

const purposeOf = z.string().regex(/^[^\s*][^*]{0,99}$/);

function faultsOf({ key, name, channel, purpose, text, source }: WordingGiven): Text[] {
  const faults: Text[] = [];
  const fault = (holds: boolean, fr: string, en: string) => holds && faults.push({ fr, en });
  fault(
    !keyPattern.test(key),
    'une clé est faite de petites lettres, de chiffres, de - et de _ (64 au plus)',
    'a key is made of small letters, digits, - and _ (64 at most)',
  );
  fault(
    name === '' || name.length > LONGEST_NAME,
    `le nom doit avoir de 1 à ${LONGEST_NAME} caractères`,
    `its name has to have 1 to ${LONGEST_NAME} characters`,
  );
  fault(
    !CHANNEL_KINDS.includes(channel) || channels[channel].consent === 'none',
    'ce canal ne demande de consentement à personne',
    'this channel asks nobody’s consent',
  );
  fault(!purposeOf.safeParse(purpose).success, 'l’usage doit être nommé', 'the purpose has to be named');
  const said = Object.values(text);
  fault(said.length === 0, 'elle ne dit rien, dans aucune langue', 'it says nothing in any language');
  fault(
    said.some((words) => (words?.length ?? 0) > LONGEST_WORDING),
    `elle dépasse ${LONGEST_WORDING} caractères`,
    `it has more than ${LONGEST_WORDING} characters`,
  );
  fault(
    source.length > LONGEST_SOURCE,
    `l’endroit où elle est lue dépasse ${LONGEST_SOURCE} caractères`,
    `where it is read has more than ${LONGEST_SOURCE} characters`,
  );
  return faults;
}
