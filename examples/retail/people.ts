/**
 * Addresses and consents: the public file has none, so they are made here, always the same for the same customer id. About four in
 * five agreed to promotional e-mail; a few of them took it back, or their address must not be written to any more.
 */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { csvLine } from './raw.ts';

const FIRST_NAMES =
  'Ada Ben Clara Dev Ella Finn Grace Hugo Iris Jack Kate Liam Maya Noah Olive Priya Rose Sam Tess Will';
const WORDING = 'Yes, write to me about new things and offers. I can take this back at any time.';
const SOURCES = ['order form', 'newsletter form', 'trade fair 2010'];

/** Shares of all customers. */
const AGREED = 0.8;
const TOOK_BACK = 0.04;
const SUPPRESSED = 0.03;

/** A number from 0 to 1 that depends on the customer and the question only. */
function lot(question: string, customer: string): number {
  return createHash('sha256').update(`${question}:${customer}`).digest().readUInt32BE(0) / 2 ** 32;
}

function pick<T>(from: readonly T[], question: string, customer: string): T {
  return from[Math.floor(lot(question, customer) * from.length)]!;
}

export const emailOf = (customer: string): string => `c${customer}@clients.example`;
export const firstNameOf = (customer: string): string => pick(FIRST_NAMES.split(' '), 'name', customer);
const sourceOf = (customer: string): string => pick(SOURCES, 'source', customer);
const agreed = (customer: string): boolean => lot('agreed', customer) < AGREED;

/** The consent that a customer gives with the first order, as a fact's body; null where none is given. */
export function consentOf(customer: string) {
  if (!agreed(customer)) return null;
  return {
    channel: 'email',
    purpose: 'marketing',
    status: 'granted' as const,
    wording: WORDING,
    source: sourceOf(customer),
    proof: `form-${customer}`,
  };
}

/** Files for `declic import`, with the customers and what they allow. */
export type PeopleFiles = { customers: string; consents: string; suppressions: string };

/** Writes the files for the customers who bought before the first day; `customers` gives the day of each one's first order. */
export function writePeople(customers: ReadonlyMap<string, string>, folder: string): PeopleFiles {
  const people = [csvLine(['customer_id', 'email', 'first_name'])];
  const consents = [
    csvLine(['customer_id', 'email', 'channel', 'purpose', 'status', 'given_at', 'wording', 'source', 'proof']),
  ];
  const suppressions = [csvLine(['email', 'reason', 'suppressed_at'])];
  for (const [customer, since] of [...customers].sort()) {
    const email = emailOf(customer);
    people.push(csvLine([customer, email, firstNameOf(customer)]));
    const consent = consentOf(customer);
    if (!consent) continue;
    const { channel, purpose, wording, source, proof } = consent;
    consents.push(csvLine([customer, email, channel, purpose, 'granted', since, wording, source, proof]));
    const fate = lot('fate', customer) * AGREED;
    // Taken back or suppressed on a later day than it was given: the day before the first of October is the latest there is.
    if (fate < TOOK_BACK) {
      consents.push(csvLine([customer, email, channel, purpose, 'withdrawn', '2011-09-30', '', 'preference page', '']));
    } else if (fate < TOOK_BACK + SUPPRESSED) {
      const reason = pick(['unsubscribe', 'hard_bounce', 'complaint'], 'reason', customer);
      suppressions.push(csvLine([email, reason, '2011-09-30']));
    }
  }
  const files = { customers: 'customers.csv', consents: 'consents.csv', suppressions: 'suppressions.csv' };
  const written = { customers: people, consents, suppressions };
  return Object.fromEntries(
    Object.entries(files).map(([kind, name]) => {
      const path = `${folder}/${name}`;
      writeFileSync(path, written[kind as keyof typeof written].join(''));
      return [kind, path];
    }),
  ) as PeopleFiles;
}
