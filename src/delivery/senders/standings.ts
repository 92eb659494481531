/** What is counted and concluded of the domains that send. */
import { defineReadings } from '../../metrics/index.ts';
import { count, type Queryable, run, statements, type Tx } from '../../store/index.ts';
import {
  type Counted,
  deliveredOf,
  longestWindowDays,
  rateOf,
  readComplaintRules,
  type Standing,
} from './complaints.ts';

const sql = statements(import.meta.url, 'senders.sql');

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The hour that a moment lies in. */
const hourOf = (at: Date): Date => new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);

/** Messages of this process that left, by domain and hour, until they are written down. */
export class SenderTally {
  #counts = new Map<string, { domain: string; hour: Date; messages: number }>();

  add(domain: string, at: Date): void {
    const hour = hourOf(at);
    const key = `${hour.getTime()} ${domain}`;
    const known = this.#counts.get(key);
    if (known) known.messages += 1;
    else this.#counts.set(key, { domain, hour, messages: 1 });
  }

  /** What is not written down when a process dies is missing: some seconds of messages, and only too strict a rate. */
  async flush(on: Queryable): Promise<void> {
    if (this.#counts.size === 0) return;
    const rows = [...this.#counts.values()];
    this.#counts = new Map();
    try {
      await count(on, sql('add-messages'), {
        domains: rows.map(({ domain }) => domain),
        hours: rows.map(({ hour }) => hour),
        messages: rows.map(({ messages }) => messages),
      });
    } catch (error) {
      for (const { domain, hour, messages } of rows) for (let i = 0; i < messages; i++) this.add(domain, hour);
      throw error;
    }
  }
}

export const forgetHours = (on: Queryable, now: Date) =>
  count(on, sql('forget-hours'), { before: new Date(now.getTime() - (longestWindowDays + 1) * DAY_MS) });

/** Counts of the last days by domain. */
export async function countedSince(on: Queryable, now: Date, days: number): Promise<Map<string, Counted>> {
  const since = new Date(now.getTime() - days * DAY_MS);
  const counted = new Map<string, Counted>();
  const of = (domain: string): Counted => {
    const one = counted.get(domain) ?? { messages: 0, bounced: 0, complaints: 0 };
    counted.set(domain, one);
    return one;
  };
  for (const row of await run<{ domain: string; messages: number }>(on, sql('messages'), { since: hourOf(since) }))
    of(row.domain).messages = row.messages;
  const back = await run<{ domain: string; bounced: number; complaints: number }>(on, sql('came-back'), { since });
  for (const { domain, bounced, complaints } of back) Object.assign(of(domain), { bounced, complaints });
  return counted;
}

export type Concluded = { domain: string; standing: Standing; since: Date };

/** Domains that are not well. */
export const standings = (on: Queryable): Promise<Concluded[]> => run<Concluded>(on, sql('standings'), {});

/** Keeps what was concluded; false where somebody has already. */
export const noteStanding = async (tx: Tx, domain: string, standing: Standing, now: Date): Promise<boolean> =>
  (await run(tx, sql('note'), { domain, standing, now })).length > 0;

/** Somebody lets a domain go on. */
export const letGo = (on: Queryable, domain: string, now: Date) => count(on, sql('let-go'), { domain, now });

/** A domain as people read it. */
export type Sender = {
  domain: string;
  standing: Standing;
  since: Date | null;
  delivered: number;
  complaints: number;
  rate: number | null;
};

/** Every domain that sent lately, and every one that is not well. */
export async function senders(on: Queryable, now: Date): Promise<Sender[]> {
  const { days } = await readComplaintRules(on);
  const counted = await countedSince(on, now, days);
  const concluded = new Map((await standings(on)).map((one) => [one.domain, one]));
  const domains = [...new Set([...counted.keys(), ...concluded.keys()])].sort();
  return domains.map((domain) => {
    const of = counted.get(domain) ?? { messages: 0, bounced: 0, complaints: 0 };
    const { standing = 'well', since = null } = concluded.get(domain) ?? {};
    return { domain, standing, since, delivered: deliveredOf(of), complaints: of.complaints, rate: rateOf(of) };
  });
}

defineReadings<Queryable>(
  [
    {
      name: 'declic_sender_complaint_ratio',
      help: 'Complaints per delivered mail of a sender’s domain, over the days of delivery.complaintDays',
      labels: ['domain'],
    },
    {
      name: 'declic_sender_stopped',
      help: '1 while the promotional mail of a sender’s domain is held back for its complaints',
      labels: ['domain'],
    },
  ],
  async ({ on, now }) => {
    const all = await senders(on, now);
    return {
      declic_sender_complaint_ratio: all.map(({ domain, rate }) => ({ labels: { domain }, value: rate ?? 0 })),
      declic_sender_stopped: all.map(({ domain, standing }) => ({
        labels: { domain },
        value: standing === 'stopped' ? 1 : 0,
      })),
    };
  },
);
