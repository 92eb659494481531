/** When the shop is closed: the public holidays of its region, and days of its own. */
import { z } from 'zod';
import { defineSetting, readSetting } from '../settings/index.ts';
import { bumpDefinitions, count, type Queryable, run, type Store, statements } from '../store/index.ts';
import { errors } from './errors.ts';
import { type HolidayRegion, holidayRegions, type OpenDays, openDays, publicHolidays } from './holidays.ts';
import type { Text } from './rule.ts';

const sql = statements(import.meta.url, 'closings.sql');

const LONGEST_NAME = 200;
/** Days of one closing. */
const LONGEST = 366;
const MOST = 200;
const DAY_MS = 86_400_000;
/** Years of holidays that are told at once. */
const MOST_YEARS = 10;

/** Whose public holidays the shop keeps. */
export const holidayRegion = defineSetting<HolidayRegion>({
  key: 'compliance.holidayRegion',
  about: `region whose public holidays count as closed: ${holidayRegions.join(', ')}`,
  schema: z.enum(holidayRegions, `it must be one of ${holidayRegions.join(', ')}`),
  standard: 'metropole',
});

/** From the first to the last day, both closed. */
export type Closing = { id: number; from: string; until: string; name: string };

/** A day on which the shop is closed, and why. */
export type ClosedDay = { day: string; kind: 'holiday' | 'closing'; name: Text };

/** Closings by their first day. */
export const listClosings = (on: Queryable): Promise<Closing[]> => run<Closing>(on, sql('list'), {});

/** Which days the shop is open on, as things stand. */
export async function readOpenDays(on: Queryable): Promise<OpenDays> {
  return openDays(await readSetting(on, holidayRegion), await listClosings(on));
}

/** Every closed day between two days, both included, in their order. @throws COMPLIANCE_CLOSING_INVALID */
export async function closedDays(on: Queryable, from: string, until: string): Promise<ClosedDay[]> {
  const years = Number(until.slice(0, 4)) - Number(from.slice(0, 4)) + 1;
  if (!isDay(from) || !isDay(until) || until < from || years > MOST_YEARS)
    throw invalid({
      fr: `du « ${from} » au « ${until} » n’est pas une période d’au plus ${MOST_YEARS} ans`,
      en: `“${from}” to “${until}” is no time of at most ${MOST_YEARS} years`,
    });
  const region = await readSetting(on, holidayRegion);
  const holidays = Array.from({ length: years }, (_, at) => Number(from.slice(0, 4)) + at).flatMap((year) =>
    publicHolidays(year, region),
  );
  const closings = (await listClosings(on)).flatMap(({ name, ...closing }) =>
    daysOf(closing).map((day) => ({ day, kind: 'closing' as const, name: { fr: name, en: name } })),
  );
  return [...holidays.map((one) => ({ ...one, kind: 'holiday' as const })), ...closings]
    .filter(({ day }) => day >= from && day <= until)
    .sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** Adds a closing: from then on sends that keep to open days pass it by. @throws COMPLIANCE_CLOSING_INVALID */
export async function addClosing(store: Store, given: { from: string; until: string; name: string }): Promise<Closing> {
  const { from, until } = given;
  const name = given.name.trim();
  const fault = faultOf({ from, until, name });
  if (fault) throw invalid(fault);
  return store.transaction(async (tx) => {
    if ((await listClosings(tx)).length >= MOST) throw invalid(tooMany);
    const [added] = await run<{ id: number }>(tx, sql('add'), { from, until, name });
    await bumpDefinitions(tx, store.clock.now());
    return { id: added!.id, from, until, name };
  });
}

/** Takes a closing away; answers what it was. @throws COMPLIANCE_CLOSING_UNKNOWN */
export async function removeClosing(store: Store, id: number): Promise<Closing> {
  return store.transaction(async (tx) => {
    const known = (await listClosings(tx)).find((one) => one.id === id);
    if (!known) throw errors.COMPLIANCE_CLOSING_UNKNOWN();
    await count(tx, sql('remove'), { id });
    await bumpDefinitions(tx, store.clock.now());
    return known;
  });
}

const invalid = (says: Text) => errors.COMPLIANCE_CLOSING_INVALID({ faults: says.en }, { details: [{ says }] });

const tooMany: Text = {
  fr: `il y en a déjà ${MOST} : retirez les anciennes`,
  en: `there are ${MOST} of them already: remove old ones`,
};

/** What is wrong with a closing, in both languages; null where nothing is. */
function faultOf(given: { from: string; until: string; name: string }): Text | null {
  const { from, until, name } = given;
  const wrong = [from, until].find((day) => !isDay(day));
  if (wrong !== undefined) return { fr: `« ${wrong} » n’est pas un jour`, en: `“${wrong}” is no day` };
  if (until < from)
    return {
      fr: `la fin, ${until}, vient avant le début, ${from}`,
      en: `it ends on ${until}, before it begins on ${from}`,
    };
  if (spanOf(given) > LONGEST)
    return { fr: `elles durent plus de ${LONGEST} jours`, en: `it lasts longer than ${LONGEST} days` };
  return name !== '' && name.length <= LONGEST_NAME
    ? null
    : {
        fr: `le nom doit avoir de 1 à ${LONGEST_NAME} caractères`,
        en: `its name has to have 1 to ${LONGEST_NAME} characters`,
      };
}

function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  return at !== null && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

const spanOf = ({ from, until }: { from: string; until: string }): number =>
  (Date.parse(until) - Date.parse(from)) / DAY_MS + 1;

const daysOf = (closing: { from: string; until: string }): string[] =>
  Array.from({ length: spanOf(closing) }, (_, at) =>
    new Date(Date.parse(closing.from) + at * DAY_MS).toISOString().slice(0, 10),
  );
