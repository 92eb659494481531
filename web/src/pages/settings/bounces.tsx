import { Anchor, List, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Card } from '../../parts/card.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { DateTime } from '../../parts/figures.tsx';
import { type Bounce, useBounces } from '../../queries/bounces.ts';
import { itemsOf } from '../../queries/client.ts';
import { useProviders } from '../../queries/sending.ts';
import { useWords } from '../../words.ts';

/** How what comes back finds its way: return paths, feedback addresses, and what nobody could place. */
export function Bounces() {
  const t = useWords('sending');
  const list = useBounces();
  const domains = [...new Set(itemsOf(useProviders()).flatMap(({ returnPathDomain }) => returnPathDomain ?? []))];
  const columns: Column<Bounce>[] = [
    { key: 'reason', label: t('bounces.reason'), cell: ({ reason }) => <span lang="en">{reason}</span> },
    { key: 'kind', label: t('bounces.kind'), cell: ({ kind }) => t(`bounces.kinds.${kind}`, { defaultValue: kind }) },
    { key: 'at', label: t('bounces.at'), cell: ({ receivedAt }) => <DateTime value={receivedAt} /> },
  ];
  return (
    <Card title={t('bounces.title')} text={t('bounces.text')}>
      <List size="sm" mb="md">
        <List.Item>
          {domains.length > 0 ? t('bounces.paths', { domains: domains.join(', ') }) : t('bounces.noPaths')}{' '}
          <Anchor component={Link} to="/settings/channels" size="sm" underline="always">
            {t('bounces.toProviders')}
          </Anchor>
        </List.Item>
        <List.Item>
          {t('bounces.feedback')}{' '}
          <Anchor component={Link} to="/settings" size="sm" underline="always">
            {t('bounces.toSettings')}
          </Anchor>
        </List.Item>
      </List>
      <Title order={3} mb="xs">
        {t('bounces.unplaced')}
      </Title>
      <DataTable
        label={t('bounces.unplaced')}
        list={list}
        columns={columns}
        keyOf={({ id }) => String(id)}
        empty={
          <Text p="md" size="sm" c="dimmed">
            {t('bounces.none')}
          </Text>
        }
      />
    </Card>
  );
}
