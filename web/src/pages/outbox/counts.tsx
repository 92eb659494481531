import { Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Num } from '../../parts/figures.tsx';
import { where } from '../../parts/where.ts';
import { useStats } from '../../queries/stats.ts';
import { useWords } from '../../words.ts';
import classes from './counts.module.css';
import { STATES } from './message-state.tsx';

/** How many messages stand where; each figure leads to them. */
export function Counts() {
  const t = useWords('outbox');
  const { data } = useStats();
  const states = STATES.filter((state) => (data?.outbox[state] ?? 0) > 0);
  if (states.length === 0) return null;
  return (
    <Group gap="xs" mb="md" component="nav" aria-label={t('byState')}>
      {states.map((state) => (
        <Link key={state} {...where(`/outbox?state=${state}`)} className={classes.count}>
          <Text span fw={650} className="figures">
            <Num value={data!.outbox[state]!} />
          </Text>
          <Text span size="sm" c="dimmed">
            {t(`counts.${state}`, { count: data!.outbox[state] })}
          </Text>
        </Link>
      ))}
    </Group>
  );
}
