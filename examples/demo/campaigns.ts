/** What the marketers send once: a letter that left, a sale that leaves in waves, one that is held, one to come, and a draft. */
import { readFileSync } from 'node:fs';
import { settle } from './definitions.ts';
import type { Doors } from './doors.ts';

type Campaign = {
  key: string;
  /** The day from today on which it begins, at nine; without it, at once. */
  inDays?: number;
  /** What is done with the draft, in this order. */
  then: ('forecast' | 'plan' | 'pause')[];
};

/** Makes those that are not there yet; answers how many there are. */
export async function makeCampaigns(doors: Doors, now: Date): Promise<number> {
  const campaigns: Campaign[] = JSON.parse(readFileSync(new URL('campaigns.json', import.meta.url), 'utf8'));
  const { items } = await doors.api<{ items: { key: string }[] }>('GET', '/api/campaigns?limit=200');
  const known = new Set(items.map(({ key }) => key));
  for (const { key, inDays, then, ...plan } of campaigns.filter((one) => !known.has(one.key))) {
    const when = inDays === undefined ? {} : { when: { at: `${dayAfter(now, inDays)}T09:00` } };
    await doors.api('PUT', `/api/campaigns/${key}`, { ...plan, ...when });
    for (const verb of then) {
      await doors.api('POST', `/api/campaigns/${key}/${verb}`);
      // What leaves at once has begun before it is held.
      await settle(doors);
    }
  }
  return campaigns.length;
}

const dayAfter = (now: Date, days: number): string =>
  new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
