/**
 * How long things are kept. The law gives few numbers: what serves no purpose any more has to go (GDPR 5(1)(e)), and the
 * CNIL's reference for commercial management takes three years after the last contact for prospects, and after the end of the
 * relation for customers. So what says something about a person stays three years (1,096 days), technical traces a year or
 * less; proofs of consent, objections, orders and people themselves are never deleted here.
 */
import { z } from 'zod';
import { defineSetting, type Setting } from '../settings/index.ts';

const LONGEST = 36_525;
const THREE_YEARS = 1_096;
const THIRTEEN_MONTHS = 396;

const days = (least: number) =>
  z
    .number()
    .int('it must be a whole number of days')
    .min(least, `it must be at least ${least} days`)
    .max(LONGEST, `it must be at most ${LONGEST} days (a century, which is for ever)`);

const keep = (name: string, about: string, standard: number, least = 30): Setting<number> =>
  defineSetting({ key: `upkeep.keep.${name}`, about: `days for which ${about}`, schema: days(least), standard });

export const keepEvents = keep('events', 'events are kept (whole quarters are dropped)', THREE_YEARS);
export const keepMessages = keep(
  'messages',
  'messages and the wishes they came from are kept once they are settled',
  THREE_YEARS,
);
export const keepContent = keep(
  'messageContent',
  'what a message was filled with is kept, so that it can be shown again',
  THIRTEEN_MONTHS,
  1,
);
export const keepSent = keep('sentKeys', 'keys that left are remembered, so that none leaves twice', 2 * THREE_YEARS);
export const keepSignups = keep(
  'signups',
  'a sign-up is kept; who never confirmed and is not known otherwise goes with it',
  30,
);
export const keepSeen = keep(
  'seenIds',
  'ids of facts are remembered, so that a repeat is not counted',
  THIRTEEN_MONTHS,
);
export const keepRecalls = keep('recalls', 'recalls of messages are kept', THIRTEEN_MONTHS);
export const keepRequests = keep(
  'sendRequests',
  'requests for single messages are known by their key, so that a repeat sends nothing',
  90,
  1,
);
export const keepRefusals = keep('refusals', 'wishes that were refused are kept, with their reason', THIRTEEN_MONTHS);
export const keepMovements = keep('movements', 'moves into and out of segments are kept', THREE_YEARS);
export const keepEntries = keep(
  'entries',
  'entries are kept that ended, in scenarios that are archived or always let in again',
  THREE_YEARS,
);
export const keepLeases = keep(
  'leases',
  'shares of hard limits are kept that are used up or given back',
  THIRTEEN_MONTHS,
);
export const keepRates = keep('rates', 'limits by domain of recipients are kept under which nothing was sent', 30, 1);
export const keepRejected = keep('rejected', 'facts that were not accepted are kept', 90, 1);
export const keepImports = keep('imports', 'reports of imports are kept', THIRTEEN_MONTHS);
export const keepUploads = keep('uploads', 'files that were sent and not read in are kept', 2, 1);
export const keepAudit = keep('audit', 'lines of the audit are kept', 2 * THREE_YEARS, 366);

export const keepFigures = keep(
  'figures',
  'figures that were counted behind a screen are kept where nobody looks at them any more',
  30,
  1,
);

/** Rows that one transaction deletes. */
export const biteRows = defineSetting({
  key: 'upkeep.bite',
  about: 'rows deleted in one transaction of the daily care',
  schema: z
    .number()
    .int('it must be a whole number')
    .min(1, 'it must be at least 1')
    .max(100_000, 'it must be at most 100000'),
  standard: 2_000,
});
