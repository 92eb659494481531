import { faster, type Revised } from '../store/index.ts';
import { errors } from './errors.ts';

/** @throws CAMPAIGN_CHANGED where somebody else changed it since it was seen */
export function checkSeen(campaign: Revised & { key: string }, seen: number | undefined): void {
  if (seen === undefined || seen === campaign.revision) return;
  const { said, more } = faster(campaign);
  throw errors.CAMPAIGN_CHANGED({ campaign: campaign.key, ...said }, more);
}
