import { Text } from '@mantine/core';
import type { CampaignLine } from '../../../../src/api/contract.ts';
import { DateTime, useFormat } from '../../parts/figures.tsx';
import { useWords } from '../../words.ts';

/** When a campaign leaves, in words: at once, at an hour of the shop, or at everybody's own. */
export function Moment({ plan, startsAt }: Pick<CampaignLine, 'plan' | 'startsAt'>) {
  const t = useWords('campaigns');
  const { local } = useLocal();
  const { at, zone } = plan.when;
  if (at === null) return startsAt ? <DateTime value={startsAt} /> : <Text inherit>{t('when.now')}</Text>;
  return (
    <Text inherit component="span">
      {zone === 'person' ? t('when.theirs', { moment: local(at) }) : local(at)}
    </Text>
  );
}

/** Days and hours that belong to no zone, as a clock on a wall shows them. */
export function useLocal() {
  const { locale } = useFormat();
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
  const day = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' });
  return {
    local: (at: string) => format.format(new Date(`${at}:00Z`)),
    localDay: (at: string) => day.format(new Date(`${at}T00:00:00Z`)),
  };
}
