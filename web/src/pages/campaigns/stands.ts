import type { Campaign } from '../../../../src/api/contract.ts';

type Say = (key: string, values?: { count: number }) => string;

/** What has left of a campaign and what still waits; what has left is not known while it is counted for the first time. */
export function standsOf({ sent, waiting, inside, asOf }: Campaign['standing'], t: Say /* campaigns */): string {
  const left = asOf === null ? t('stand.counting') : t('stand.sent', { count: sent });
  return `${left} ${t('stand.waits', { count: waiting + inside })}`;
}
