import { Anchor, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { OutboxLine } from '../../../../src/api/contract.ts';
import { Card } from '../../parts/card.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { DateTime, Num } from '../../parts/figures.tsx';
import { where } from '../../parts/where.ts';
import { itemsOf } from '../../queries/client.ts';
import { useOutbox } from '../../queries/outbox.ts';
import { useScenarioNames } from '../../queries/scenario-names.ts';
import { useStats } from '../../queries/stats.ts';
import { useWords } from '../../words.ts';

const SHOWN = 6;

/** What leaves now and next. */
export function Leaving() {
  const t = useWords('home');
  const list = useOutbox({ state: 'ready', limit: SHOWN });
  const { data: stats } = useStats();
  const lines = itemsOf(list);
  const all = stats?.outbox.ready ?? 0;
  const more = (
    <Anchor component={Link} {...where('/outbox?state=ready')} size="sm">
      <Num value={all} />
    </Anchor>
  );
  return (
    <Card title={t('leaving.title')} text={t('leaving.text')} aside={all > 0 && more}>
      <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
      {list.isSuccess && lines.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('leaving.none')}
        </Text>
      )}
      <Stack gap="sm">
        {lines.map((line) => (
          <Leaves key={line.key} line={line} />
        ))}
      </Stack>
    </Card>
  );
}

function Leaves({ line: { key, address, externalId, template, scenario, dueAt } }: { line: OutboxLine }) {
  const t = useWords('home');
  const names = useScenarioNames();
  return (
    <Group justify="space-between" wrap="nowrap" align="flex-start">
      <Stack gap={0} miw={0}>
        <Anchor component={Link} to={`/outbox/${key}`} size="sm" c="inherit" fw={550} truncate>
          {address ?? externalId ?? t('leaving.somebody')}
        </Anchor>
        <Text size="xs" c="dimmed" truncate>
          {[template, scenario && (names.get(scenario) ?? scenario)].filter(Boolean).join(' · ')}
        </Text>
      </Stack>
      <Text size="xs" c="dimmed" component="div">
        <DateTime value={dueAt} />
      </Text>
    </Group>
  );
}
