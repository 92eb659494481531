/**
 * Who clicked: a person, or a program that tries every link before the person sees the mail (science.md, A4). Pure: moments
 * are milliseconds, and nothing here knows a database. The model stands in delivery because it judges what came of a
 * message, from the outbox's own times; measuring effects (`measure/`) comes later and reads what was judged here.
 */

import { HONEYPOT } from '../../messages/index.ts';

/** What asked: Apple's prefetch (opens tell nothing), a mailbox's image proxy, a known program, or a person's browser. */
export type AgentClass = 'mpp' | 'proxy' | 'scanner' | 'human';

export type Click = {
  id: string;
  at: number;
  link: string;
  agent: AgentClass;
  /** Asked with HEAD: no person does. */
  head: boolean;
  /** From a network of data centres or mail gateways. */
  gateway: boolean;
  /** Keyed hash of the /24 (IPv6: /48). */
  network: string;
};

/** What the signs of a message's clicks are read from. */
export type Burst = {
  /** When the message was handed over; null where that is not known. */
  deliveredAt: number | null;
  /** Links that the message has, without the hidden one. */
  links: number;
  clicks: readonly Click[];
  /** People whose messages this click's network touched within a minute of it, the reader among them. */
  recipientsNear: (click: Click) => number;
};

export type Sign = 'quick' | 'all_links' | 'honeypot' | 'gateway' | 'agent' | 'network';
export type Verdict = { human: boolean; machine: number; signs: Sign[] };

const SECOND = 1_000;
/** A4: sooner after the hand-over nobody has read anything. */
const TOO_QUICK = 5 * SECOND;
/** A4: all links, or this many, within this time. */
const MANY_LINKS = 3;
const SPREE = 3 * SECOND;
/** A program that finds the hidden link tries the others within this time, often from several addresses. */
const NEAR_BAIT = 60 * SECOND;
/** Our choice: an office whose people click within a minute shows this one sign, and one is not enough. */
export const MANY_RECIPIENTS = 5;
/** A4: two signs make a machine; one alone may be chance. */
const ENOUGH_SIGNS = 2;

/**
 * Odds that a click is a machine's: prior 2 %, each sign counts 40 times (our choice, so that one sign stays under a half
 * and two lie at 97 %): 0 → 0.02, 1 → 0.45, 2 → 0.97, 3 → 0.999. Signs of one burst depend on each other, so these are
 * ranks in the form of probabilities, until clicks with a known author are there to fit them to.
 */
const PRIOR = 0.02;
const LIKELIHOOD = 40;

export function machineProbability(signs: number): number {
  const odds = (PRIOR / (1 - PRIOR)) * LIKELIHOOD ** signs;
  return odds / (1 + odds);
}

/** Judges one click by what is known once the hold is over. */
export function judgeClick(click: Click, burst: Burst): Verdict {
  const signs = signsOf(click, burst);
  // Neither needs a second sign: nobody asks with HEAD, and nobody sees the hidden link.
  if (click.head || click.link === HONEYPOT) return { human: false, machine: 1, signs };
  return { human: signs.length < ENOUGH_SIGNS, machine: machineProbability(signs.length), signs };
}

export function signsOf(click: Click, burst: Burst): Sign[] {
  const signs: Sign[] = [];
  if (burst.deliveredAt !== null && click.at - burst.deliveredAt < TOO_QUICK) signs.push('quick');
  if (isSpree(click, burst)) signs.push('all_links');
  if (burst.clicks.some((other) => isBait(click, other))) signs.push('honeypot');
  if (click.gateway) signs.push('gateway');
  if (click.head || click.agent === 'scanner') signs.push('agent');
  if (burst.recipientsNear(click) >= MANY_RECIPIENTS) signs.push('network');
  return signs;
}

/** A click on the hidden link by the same network, or at about the same time by any. */
const isBait = (click: Click, other: Click): boolean =>
  other.link === HONEYPOT && (other.network === click.network || Math.abs(other.at - click.at) <= NEAR_BAIT);

/** All links of the message, or three, within three seconds around this click. One link alone is no spree. */
function isSpree(click: Click, { clicks, links }: Burst): boolean {
  const wanted = Math.min(MANY_LINKS, links);
  if (wanted < 2) return false;
  const near = clicks.filter(({ at, link }) => link !== HONEYPOT && Math.abs(at - click.at) <= SPREE);
  return near.some(({ at: from }) => {
    if (from > click.at) return false;
    const within = near.filter(({ at }) => at >= from && at - from <= SPREE);
    return within.some(({ id }) => id === click.id) && new Set(within.map(({ link }) => link)).size >= wanted;
  });
}

/** What an open says: a person's, or nothing. */
export function judgeOpen(agent: AgentClass, head: boolean): Verdict {
  if (head || agent === 'scanner') return { human: false, machine: 1, signs: ['agent'] };
  return agent === 'human'
    ? { human: true, machine: PRIOR, signs: [] }
    : // Prefetched, or fetched by a proxy that hides who looked: it says neither yes nor no.
      { human: false, machine: agent === 'mpp' ? 1 : 0.5, signs: [] };
}
