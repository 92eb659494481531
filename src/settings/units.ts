/** Business units: parts of a shop that speak for themselves. What names a unit names its key. */
import { z } from 'zod';
import { bumpDefinitions, count, type Queryable, run, type Store, statements } from '../store/index.ts';
import { settingErrors } from './errors.ts';

const sql = statements(import.meta.url, 'units.sql');

const LONGEST_NAME = 100;
const MOST = 100;

const line = z
  .string()
  .trim()
  .max(LONGEST_NAME)
  .regex(/^\P{Cc}*$/u);
const address = z.union([z.literal(''), z.email()]);

/** What a unit is; empty texts of the sender are the shop's own. */
const unitSchema = z.strictObject({
  key: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/),
  name: line.min(1),
  colour: z.string().regex(/^#[0-9a-f]{6}$/i),
  senderName: line.default(''),
  senderAddress: address.default(''),
  replyTo: address.default(''),
});
export type Unit = z.output<typeof unitSchema>;

type Says = { fr: string; en: string };
const says: Record<keyof Unit, Says> = {
  key: {
    fr: 'une clé est faite de petites lettres, de chiffres, de - et de _ (64 au plus)',
    en: 'a key is made of small letters, digits, - and _ (64 at most)',
  },
  name: {
    fr: `le nom doit avoir de 1 à ${LONGEST_NAME} caractères, sur une ligne`,
    en: `its name has to have 1 to ${LONGEST_NAME} characters, on one line`,
  },
  colour: { fr: 'la couleur s’écrit comme #1f6f54', en: 'its colour is written like #1f6f54' },
  senderName: {
    fr: `le nom de l’expéditeur a au plus ${LONGEST_NAME} caractères, sur une ligne`,
    en: `the sender’s name has at most ${LONGEST_NAME} characters, on one line`,
  },
  senderAddress: {
    fr: 'l’adresse de l’expéditeur n’est pas une adresse e-mail',
    en: 'the sender’s address is no e-mail address',
  },
  replyTo: {
    fr: 'l’adresse de réponse n’est pas une adresse e-mail',
    en: 'the address for answers is no e-mail address',
  },
};

/** All of them by name. */
export const listUnits = (on: Queryable): Promise<Unit[]> => run<Unit>(on, sql('list'), {});

/** Keeps a unit, new or changed: from now on its messages come from that sender. @throws UNIT_INVALID */
export async function saveUnit(store: Store, given: z.input<typeof unitSchema>): Promise<Unit> {
  const read = unitSchema.safeParse(given);
  if (!read.success) {
    const fields = [...new Set(read.error.issues.map(({ path }) => path[0] as keyof Unit))];
    throw invalid(fields.map((field) => says[field]));
  }
  const unit = read.data;
  return store.transaction(async (tx) => {
    const known = await listUnits(tx);
    if (known.length >= MOST && !known.some(({ key }) => key === unit.key))
      throw invalid([{ fr: `il y en a déjà ${MOST}`, en: `there are ${MOST} of them already` }]);
    await count(tx, sql('save'), {
      key: unit.key,
      name: unit.name,
      colour: unit.colour.toLowerCase(),
      sender_name: unit.senderName,
      sender_address: unit.senderAddress,
      reply_to: unit.replyTo,
    });
    await bumpDefinitions(tx, store.clock.now());
    return { ...unit, colour: unit.colour.toLowerCase() };
  });
}

/** Takes a unit away: what still names it speaks as the shop. @throws UNIT_UNKNOWN */
export async function removeUnit(store: Store, key: string): Promise<void> {
  await store.transaction(async (tx) => {
    if ((await count(tx, sql('remove'), { key })) === 0) throw settingErrors.UNIT_UNKNOWN({ unit: key });
    await bumpDefinitions(tx, store.clock.now());
  });
}

const invalid = (faults: readonly Says[]) =>
  settingErrors.UNIT_INVALID({ faults: faults.map(({ en }) => en) }, { details: faults.map((one) => ({ says: one })) });
