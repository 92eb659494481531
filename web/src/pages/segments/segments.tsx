import { Button, Group, Progress, Text, Tooltip } from '@mantine/core';
import { IconPlus, IconUsersGroup } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { SegmentLine } from '../../../../src/api/contract.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { DateTime, Num } from '../../parts/figures.tsx';
import { Opened } from '../../parts/opened.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { fitting, itemsOf } from '../../queries/client.ts';
import { useInstallTypologies, useSegments } from '../../queries/segments.ts';
import { useMay } from '../../queries/session.ts';
import { useLanguage, useWords } from '../../words.ts';
import { Movements } from './movements.tsx';
import { TYPOLOGIES } from './typologies.ts';

/** Who is concerned? Every segment with its size and what it says. */
export function Page() {
  const t = useWords('segments');
  const may = useMay();
  const all = useSegments();
  const [search, setSearch] = useState('');
  const { language } = useLanguage();
  const list = fitting(all, (segment) => `${segment.name} ${segment.description} ${segment.says[language]}`, search);
  const known = new Set(itemsOf(all).map(({ key }) => key));
  const lacksTypologies = all.isSuccess && !TYPOLOGIES.every((key) => known.has(key));
  const create = may('segments.write') && (
    <Button component={Link} to="/segments/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {t('new')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('title')} text={t('text')} actions={create} />
      {lacksTypologies && may('segments.write') && <InstallTypologies />}
      <DataTable
        label={t('title')}
        list={list}
        columns={useColumns()}
        search={{ value: search, onChange: setSearch, label: t('search') }}
        keyOf={({ key }) => key}
        to={({ key }) => `/segments/${encodeURIComponent(key)}`}
        empty={<EmptyState icon={IconUsersGroup} title={t('none.title')} text={t('none.text')} action={create} />}
      />
      {list.isSuccess && !lacksTypologies && <Movements segments={itemsOf(all)} />}
    </>
  );
}

function useColumns(): Column<SegmentLine>[] {
  const t = useWords('segments');
  const { language } = useLanguage();
  return [
    { key: 'name', label: t('name'), cell: ({ name }) => name },
    {
      key: 'says',
      label: t('who'),
      cell: ({ says, description }) => (
        <Text size="sm" c="dimmed" lineClamp={4} maw={520}>
          {description || says[language]}
        </Text>
      ),
    },
    { key: 'people', label: t('people'), align: 'right', cell: (segment) => <Size segment={segment} /> },
    { key: 'updated', label: t('updated'), cell: ({ updatedAt }) => <DateTime value={updatedAt} dayOnly /> },
  ];
}

/** How many; while the base is still being asked, how far that is. */
function Size({ segment: { key, people, computed } }: { segment: SegmentLine }) {
  const t = useWords('segments');
  if (computed >= 1) return <Opened value={people} to={`/segments/${encodeURIComponent(key)}?tab=members`} />;
  return (
    <Tooltip label={t('computing')}>
      <Group gap="xs" justify="flex-end" wrap="nowrap">
        <Num value={people} />
        <Progress value={computed * 100} w={48} aria-label={t('computing')} />
      </Group>
    </Tooltip>
  );
}

function InstallTypologies() {
  const t = useWords('segments');
  const install = useInstallTypologies();
  return (
    <Group mb="md" p="md" justify="space-between" style={{ border: '1px solid var(--line)', borderRadius: 8 }}>
      <Text size="sm" style={{ flex: '1 1 280px' }}>
        {t('typologies.offer')}
      </Text>
      <Button variant="default" loading={install.isPending} onClick={() => install.mutate(undefined)}>
        {t('typologies.install')}
      </Button>
      <ErrorNote error={install.error} />
    </Group>
  );
}
