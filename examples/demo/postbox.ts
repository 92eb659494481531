/** One person's mailbox: what arrives, what is opened, and when it becomes too much. */
import { momentOf } from './calendar.ts';
import type { Mailing } from './mailings.ts';
import { type Person, TEMPERS } from './people.ts';
import type { Random } from './random.ts';
import type { Consent, Mail, World } from './world.ts';

/** Mails weigh less day by day: after ten days a third is left. */
const FORGETS_DAYS = 10;
const MINUTE_MS = 60_000;
/** A mail that was opened calls into the shop for so many days. */
const FRESH_DAYS = 3;

export class Postbox {
  #random: Random;
  #person: Person;
  #world: World;
  #consents = new Map<Mailing['channel'], { from: number; to: number }>();
  #stopped = Number.POSITIVE_INFINITY;
  #load = 0;
  #lastDay = 0;
  #unopened = 0;
  #openedOn = Number.NEGATIVE_INFINITY;

  constructor(random: Random, person: Person, world: World) {
    this.#random = random;
    this.#person = person;
    this.#world = world;
  }

  heard({ channel, purpose, status, at }: Consent): void {
    if (purpose !== 'marketing') return;
    const open = this.#consents.get(channel);
    if (status === 'granted') this.#consents.set(channel, { from: at, to: Number.POSITIVE_INFINITY });
    else if (open) open.to = at;
  }

  /** Whether a mail that was opened lately still calls. */
  isFresh(day: number): boolean {
    return day - this.#openedOn < FRESH_DAYS;
  }

  receive(mailing: Mailing): void {
    const { day, channel, sport } = mailing;
    const at = momentOf(day, (channel === 'sms' ? 10.5 : 8) * 60 + (this.#person.at % 90));
    const consent = this.#consents.get(channel);
    if (!consent || at < consent.from || at >= consent.to || at >= this.#stopped || at >= this.#world.now) return;
    if (sport && this.#person.sports[0]!.sport !== sport) return;
    if (channel === 'sms') this.#note(mailing, at, 'sent');
    else this.#read(mailing, at);
  }

  /** A mail arrives. Too many in a short time, and people first stop opening, then leave. */
  #read(mailing: Mailing, at: number): void {
    const { day, isOffer } = mailing;
    this.#load = this.#load * Math.exp(-(day - this.#lastDay) / FORGETS_DAYS) + 1;
    this.#lastDay = day;
    this.#note(mailing, at, 'sent');
    if (day >= this.#person.deadFrom) {
      this.#stop(mailing, at + MINUTE_MS, 'bounced');
      return;
    }
    const { kind, keen } = this.#person;
    const { opens, bears } = TEMPERS[kind];
    const tired = Math.max(0, this.#load / bears - 0.5);
    const taste = kind === 'thrifty' ? (isOffer ? 2 : 0.45) : isOffer ? 1.15 : 1;
    const opened = this.#random.chance(Math.min(0.9, (opens * keen * taste) / (1 + tired * tired * 2)));
    const later = at + Math.round(-Math.log(1 - this.#random.next()) * 200 + 2) * MINUTE_MS;
    if (opened && later < this.#world.now) this.#open(mailing, later);
    else this.#unopened += 1;
    const leaves = 0.0008 + Math.max(0, tired - 0.4) * 0.025 + (this.#unopened > 14 ? 0.003 : 0);
    if (later < this.#world.now && this.#random.chance(leaves)) this.#leave(mailing, later + MINUTE_MS);
  }

  #open(mailing: Mailing, at: number): void {
    this.#unopened = 0;
    this.#openedOn = mailing.day;
    this.#note(mailing, at, 'opened');
    const clicks = this.#random.chance(mailing.isOffer ? 0.24 : 0.13);
    if (clicks && at + MINUTE_MS < this.#world.now) this.#note(mailing, at + MINUTE_MS, 'clicked');
  }

  #leave(mailing: Mailing, at: number): void {
    this.#stop(mailing, at, this.#random.chance(0.06) ? 'complained' : 'unsubscribed');
  }

  #stop(mailing: Mailing, at: number, state: 'unsubscribed' | 'complained' | 'bounced'): void {
    this.#stopped = at;
    this.#note(mailing, at, state);
    const reason = ({ unsubscribed: 'unsubscribe', complained: 'complaint', bounced: 'hard_bounce' } as const)[state];
    this.#world.suppressions.push({ person: this.#person, at, reason });
  }

  #note({ key, channel }: Mailing, at: number, state: Mail['state']): void {
    const person = this.#person;
    this.#world.mails.push({ id: `${key}/${person.at}`, person, at, template: key, channel, state });
  }
}
