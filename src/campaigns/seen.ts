import { errors } from './errors.ts';

type Changed = { key: string; revision: number; changedBy: string | null; updatedAt: Date };

/** @throws CAMPAIGN_CHANGED where somebody else changed it since it was seen */
export function checkSeen({ key, revision, changedBy: by, updatedAt: at }: Changed, seen: number | undefined): void {
  if (seen === undefined || seen === revision) return;
  throw errors.CAMPAIGN_CHANGED(
    { campaign: key, by: by ?? 'Somebody', at: at.toISOString() },
    { details: { by, at, revision } },
  );
}
