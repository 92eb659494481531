import { Box, Paper, SegmentedControl, Table, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { SegmentLine } from '../../../../src/api/contract.ts';
import { CountedAt } from '../../parts/counted-at.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Num } from '../../parts/figures.tsx';
import { useClock } from '../../queries/clock.ts';
import { useMovements } from '../../queries/segments.ts';
import { useWords } from '../../words.ts';
import { TYPOLOGIES } from './typologies.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Who stayed and where nobody went is no movement. */
const QUIET = { c: 'dimmed', fw: 400 } as const;
const LOUD = { fw: 600 } as const;
const PERIODS = ['30', '90', '365'] as const;

/** Who moved from which typology to which: rows are where people stood, columns where they stand now. */
export function Movements({ segments }: { segments: readonly SegmentLine[] }) {
  const t = useWords('segments');
  const [days, setDays] = useState<string>('30');
  const { data: clock } = useClock();
  // By whole minutes, so that a render asks what the one before has asked.
  const now = Math.floor(Date.parse(clock?.now ?? '1970-01-01') / MINUTE_MS) * MINUTE_MS;
  const since = new Date(now - Number(days) * DAY_MS).toISOString();
  const { data, error } = useMovements(clock ? TYPOLOGIES : [], since);
  const nameOf = (key: string | null) =>
    key === null ? t('moves.nowhere') : (segments.find((one) => one.key === key)?.name ?? key);
  const people = (from: string | null, to: string | null) =>
    data && (data.items.find((one) => one.from === from && one.to === to)?.people ?? 0);
  const rows = [null, ...TYPOLOGIES];
  return (
    <Box component="section" mt="xl" aria-labelledby="movements">
      <Title order={2} id="movements">
        {t('moves.title')}
      </Title>
      <Text c="dimmed" size="sm" mb="sm">
        {t('moves.text')}
      </Text>
      <SegmentedControl
        aria-label={t('moves.period')}
        value={days}
        onChange={setDays}
        data={PERIODS.map((period) => ({ value: period, label: t('moves.days', { count: Number(period) }) }))}
        mb="sm"
      />
      <ErrorNote error={error} />
      <CountedAt asOf={data?.asOf} />
      <Paper withBorder style={{ overflowX: 'auto' }} tabIndex={0} role="region" aria-label={t('moves.title')}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t('moves.before')}</Table.Th>
              {TYPOLOGIES.map((key) => (
                <Table.Th key={key} scope="col" ta="right">
                  {nameOf(key)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((from) => (
              <Table.Tr key={from ?? 'nowhere'}>
                <Table.Th scope="row">{nameOf(from)}</Table.Th>
                {TYPOLOGIES.map((to) => (
                  <Table.Td key={to} ta="right" {...(from === to || people(from, to) === 0 ? QUIET : LOUD)}>
                    <Num value={people(from, to)} />
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Paper>
    </Box>
  );
}
