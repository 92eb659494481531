import { Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useEffect } from 'react';
import type { Setting } from '../../../../src/api/contract.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { itemsOf } from '../../queries/client.ts';
import { useSettings } from '../../queries/settings.ts';
import { useWords } from '../../words.ts';
import { ClockNote } from './clock-note.tsx';
import { SettingsFrame } from './frame.tsx';
import { isRetention } from './retention.tsx';
import { SettingRow } from './setting-row.tsx';
import classes from './settings.module.css';

/** What a shop decides first stands first; what operators decide comes last. */
const ORDER = [
  'shop',
  'delivery',
  'messages',
  'pages',
  'campaigns',
  'scenarios',
  'segments',
  'pressure',
  'banks',
  'providers',
  'intake',
  'upkeep',
  'api',
];
/** Within a group: what is asked for first. The others follow by name. */
const FIRST = [
  'shop.name',
  'shop.url',
  'shop.postalAddress',
  'shop.logoUrl',
  'shop.accent',
  'delivery.senderName',
  'delivery.senderAddress',
  'delivery.replyTo',
  'delivery.utmSource',
  'delivery.stopCode',
];
const rankOf = ({ key }: Setting): number => (FIRST.includes(key) ? FIRST.indexOf(key) : FIRST.length);
const groupOf = ({ key }: Setting): string => key.split('.', 1)[0]!;
const placeOf = (group: string): number => (ORDER.includes(group) ? ORDER.indexOf(group) : ORDER.length);

/** Everything that the shop decides, with its meaning and its default. */
export function Page() {
  const list = useSettings();
  useShownPart(list.isSuccess);
  // The switches of the rules of law have a page of their own, and so has how long things are kept.
  const groups = Map.groupBy(
    itemsOf(list).filter(({ key }) => !key.startsWith('compliance.') && !isRetention(key)),
    groupOf,
  );
  return (
    <SettingsFrame>
      <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
      {list.isPending && <Skeleton h={320} />}
      <Stack gap="xl">
        {[...groups]
          .sort(([a], [b]) => placeOf(a) - placeOf(b))
          .map(([group, settings]) => (
            <Group key={group} group={group} settings={settings} />
          ))}
        <ClockNote />
      </Stack>
    </SettingsFrame>
  );
}

/** Whoever comes for one group is led to it, once it is there. */
function useShownPart(ready: boolean): void {
  useEffect(() => {
    if (ready && location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }, [ready]);
}

function Group({ group, settings }: { group: string; settings: Setting[] }) {
  const t = useWords('settings');
  return (
    <section aria-labelledby={`group-${group}`}>
      <Title order={2} id={`group-${group}`} className={classes.group}>
        {t(`groups.${group}.title`, { defaultValue: group })}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t(`groups.${group}.text`, { defaultValue: '' })}
      </Text>
      <Paper withBorder>
        {settings
          .toSorted((a, b) => rankOf(a) - rankOf(b))
          .map((setting) => (
            <SettingRow key={setting.key} setting={setting} />
          ))}
      </Paper>
    </section>
  );
}
