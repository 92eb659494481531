import { Anchor, Group, Stack, Text, ThemeIcon } from '@mantine/core';
import {
  IconAlertTriangle,
  IconHandStop,
  IconMailX,
  IconQuestionMark,
  IconTicket,
  type TablerIcon,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Card } from '../../parts/card.tsx';
import { useFormat } from '../../parts/figures.tsx';
import { where } from '../../parts/where.ts';
import { useBanks } from '../../queries/banks.ts';
import { itemsOf } from '../../queries/client.ts';
import { useDelivery } from '../../queries/delivery.ts';
import { useRejected } from '../../queries/rejected.ts';
import { useStats } from '../../queries/stats.ts';
import { pages } from '../../registry.ts';
import { useWords } from '../../words.ts';

type Need = { key: string; icon: TablerIcon; text: string; to: string | null };

/** What waits for a decision of somebody. Nothing is shown as urgent that is not. */
export function Needs() {
  const t = useWords('home');
  const needs = useNeeds();
  if (needs === null) return null;
  return (
    <Card title={t('needs.title')}>
      {needs.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('needs.none')}
        </Text>
      ) : (
        <Stack gap="sm">
          {needs.map((need) => (
            <NeedLine key={need.key} need={need} />
          ))}
        </Stack>
      )}
    </Card>
  );
}

function NeedLine({ need: { icon: Icon, text, to } }: { need: Need }) {
  const exists = to !== null && pages.some(({ path }) => path === to.split('?')[0]);
  return (
    <Group gap="sm" wrap="nowrap">
      <ThemeIcon size={32} radius="xl" variant="light">
        <Icon size={18} aria-hidden />
      </ThemeIcon>
      {exists ? (
        <Anchor component={Link} {...where(to)} size="sm" c="inherit" fw={550}>
          {text}
        </Anchor>
      ) : (
        <Text size="sm">{text}</Text>
      )}
    </Group>
  );
}

function useNeeds(): Need[] | null {
  const t = useWords('home');
  const { number } = useFormat();
  const { data: stats } = useStats();
  const { data: delivery } = useDelivery();
  const banks = useBanks();
  const rejected = useRejected();
  if (!stats) return null;
  const needs: Need[] = [];
  if (delivery?.stopped)
    needs.push({
      key: 'stopped',
      icon: IconHandStop,
      text: t('needs.stopped', { waiting: number(delivery.waiting) }),
      to: '/outbox',
    });
  const count = (state: string) => stats.outbox[state] ?? 0;
  if (count('uncertain') > 0)
    needs.push({
      key: 'uncertain',
      icon: IconQuestionMark,
      text: t('needs.uncertain', { count: count('uncertain') }),
      to: '/outbox?state=uncertain',
    });
  if (count('failed') > 0)
    needs.push({
      key: 'failed',
      icon: IconMailX,
      text: t('needs.failed', { count: count('failed') }),
      to: '/outbox?state=failed',
    });
  for (const { key, name, free } of itemsOf(banks).filter(({ low }) => low))
    needs.push({
      key: `bank ${key}`,
      icon: IconTicket,
      text: t('needs.low', { name: name || key, free: number(free) }),
      to: null,
    });
  const refused = itemsOf(rejected).length;
  if (refused > 0)
    needs.push({
      key: 'rejected',
      icon: IconAlertTriangle,
      text: t('needs.rejected', { count: refused, more: rejected.hasNextPage ? '+' : '' }),
      to: '/imports',
    });
  return needs;
}
