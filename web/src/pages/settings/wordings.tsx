import { Button, Text } from '@mantine/core';
import { IconPlus, IconQuote } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Wording } from '../../../../src/api/contract.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { DateTime } from '../../parts/figures.tsx';
import { useNames } from '../../parts/names.ts';
import { StateBadge } from '../../parts/state-badge.tsx';
import { itemsOf } from '../../queries/client.ts';
import { useChannels } from '../../queries/sending.ts';
import { useMay } from '../../queries/session.ts';
import { useWordings } from '../../queries/wordings.ts';
import { useLanguage, useWords } from '../../words.ts';
import { SettingsFrame } from './frame.tsx';

/** What people are asked to agree to, for one purpose on one channel each. */
export function Page() {
  const t = useWords('wordings');
  const may = useMay();
  const { language } = useLanguage();
  const { purpose: purposeOf } = useNames();
  const channels = new Map(itemsOf(useChannels()).map(({ kind, name }) => [kind, name[language]]));
  const add = may('wordings.write') && (
    <Button component={Link} to="/settings/wordings/new" leftSection={<IconPlus size={18} aria-hidden />}>
      {t('add')}
    </Button>
  );
  const columns: Column<Wording>[] = [
    { key: 'name', label: t('name'), cell: ({ name }) => name },
    { key: 'channel', label: t('channel'), whole: true, cell: ({ channel }) => channels.get(channel) ?? channel },
    { key: 'purpose', label: t('purpose'), cell: ({ purpose }) => purposeOf(purpose) },
    {
      key: 'text',
      label: t('text'),
      width: '40%',
      cell: ({ text }) => (
        // On a phone a cell lays out what is in it, and what is laid out like that is cut without a sign.
        <div>
          <Text size="sm" lineClamp={3}>
            {text[language] ?? text.fr ?? text.en}
          </Text>
        </div>
      ),
    },
    {
      key: 'version',
      label: t('version'),
      whole: true,
      cell: ({ version, archivedAt }) =>
        archivedAt ? <StateBadge mood="away" label={t('archived')} /> : t('number', { version }),
    },
    { key: 'since', label: t('since'), cell: ({ writtenAt }) => <DateTime value={writtenAt} dayOnly /> },
  ];
  return (
    <SettingsFrame actions={add}>
      <Text size="sm" c="dimmed" mb="md" maw={720}>
        {t('about')}
      </Text>
      <DataTable
        label={t('title')}
        list={useWordings()}
        columns={columns}
        keyOf={({ key }) => key}
        to={({ key }) => `/settings/wordings/${key}`}
        empty={<EmptyState icon={IconQuote} title={t('noneTitle')} text={t('noneText')} action={add} />}
      />
    </SettingsFrame>
  );
}
