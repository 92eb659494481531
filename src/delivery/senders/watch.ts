/** Holds the promotional mail of a domain back while too many of those who get its mail complain. */
import type { Logger } from 'pino';
import { readSwitches } from '../../compliance/index.ts';
import type { Store } from '../../store/index.ts';
import { endPause, pauseSubject, senderSubject } from '../pauses.ts';
import { type Counted, deliveredOf, readComplaintRules, type Standing, standingAfter } from './complaints.ts';
import { countedSince, forgetHours, noteStanding, SenderTally, standings } from './standings.ts';

/** Who stopped it, where nobody did. */
const ITSELF = 'declic';

export type SenderWatch = {
  tally: SenderTally;
  /** Counts, concludes, and stops or lets go what is to be. Several processes may do it at once. */
  look: () => Promise<void>;
};

export function watchSenders({ store, log }: { store: Store; log: Logger }): SenderWatch {
  const tally = new SenderTally();
  const look = async (): Promise<void> => {
    const { pool, clock } = store;
    const now = clock.now();
    await tally.flush(pool);
    await forgetHours(pool, now);
    const isOn = (await readSwitches(pool)).complaintRate;
    const rules = await readComplaintRules(pool);
    const counted = isOn ? await countedSince(pool, now, rules.days) : new Map<string, Counted>();
    const before = new Map((await standings(pool)).map(({ domain, standing }) => [domain, standing]));
    for (const domain of new Set([...counted.keys(), ...before.keys()])) {
      const found = counted.get(domain) ?? { messages: 0, bounced: 0, complaints: 0 };
      const was = before.get(domain) ?? 'well';
      const is = standingAfter(was, found, rules);
      if (is === was) continue;
      const said = wordsOf(found, rules.days);
      if (await conclude(store, domain, { was, is, said })) tell(log, domain, { was, is, said });
    }
  };
  return { tally, look };
}

type Change = { was: Standing; is: Standing; said: string };

/** The conclusion and the pause in one commit. Who paused the domain by hand ends that pause by hand. */
const conclude = (store: Store, domain: string, { was, is, said }: Change): Promise<boolean> =>
  store.transaction(async (tx) => {
    if (!(await noteStanding(tx, domain, is, store.clock.now()))) return false;
    if (is === 'stopped') await pauseSubject(tx, store, senderSubject(domain), { by: ITSELF, reason: said });
    else if (was === 'stopped') await endPause(tx, senderSubject(domain), ITSELF);
    return true;
  });

function wordsOf(counted: Counted, days: number): string {
  const delivered = deliveredOf(counted);
  const percent = delivered === 0 ? '' : ` (${((100 * counted.complaints) / delivered).toFixed(2)} %)`;
  return `${counted.complaints} complaints about ${delivered} delivered mails in ${days} days${percent}`;
}

function tell(log: Logger, domain: string, { was, is, said }: Change): void {
  const line = { domain, counted: said };
  if (is === 'stopped')
    log.error({ event: 'delivery.complaints_stop', ...line }, 'too many complain: promotional mail is held back');
  else if (is === 'warned')
    log.warn({ event: 'delivery.complaints_warn', ...line }, 'many complain about a domain’s mail');
  else if (was === 'stopped')
    log.info({ event: 'delivery.complaints_over', ...line }, 'promotional mail of a domain goes on');
}
