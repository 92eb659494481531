/** How long a mail server that says “later” wants to be left alone; pure. */

/** What greylisting servers that name no time usually ask for (postgrey, milter-greylist: five minutes). */
export const GREYLIST_PAUSE_MS = 5 * 60_000;
/** A server that asks for more than this is not taken at its word. */
const LONGEST_ASKED_MS = 4 * 3_600_000;

const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };
const inWords =
  /\b(?:in|for|after|wait|retry|within)\b[^\d\n]{0,30}(\d{1,6})\s*(s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:ours?|rs?)?)\b/i;
const byTheClock = /\b(?:in|for|after|wait|retry|within)\b[^\d\n]{0,30}(\d{1,2}):(\d{2})(?::(\d{2}))?(?!\d)/i;

/** A greeting to strangers: it says nothing of who sends, and nothing of the mailbox. */
export const isGreylisting = (reply: string): boolean => /gr[ae]y[ -]?list/i.test(reply);

/**
 * @param reply the server's words, its code before them
 * @returns milliseconds, or null where the words name no time and are no greylisting
 */
export function pauseAsked(reply: string): number | null {
  const asked = clockTime(reply) ?? wordTime(reply);
  if (asked !== null && asked > 0) return Math.min(asked, LONGEST_ASKED_MS);
  return isGreylisting(reply) ? GREYLIST_PAUSE_MS : null;
}

function wordTime(reply: string): number | null {
  const found = inWords.exec(reply);
  return found ? Number(found[1]) * units[found[2]![0]!.toLowerCase()]! : null;
}

/** `mm:ss` or `hh:mm:ss`, as milter-greylist writes it. */
function clockTime(reply: string): number | null {
  const found = byTheClock.exec(reply);
  if (!found) return null;
  const [first, second, third] = found.slice(1).map(Number) as [number, number, number];
  return Number.isNaN(third)
    ? first * units.m! + second * units.s!
    : first * units.h! + second * units.m! + third * units.s!;
}
