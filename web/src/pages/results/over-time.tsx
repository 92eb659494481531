import { CompositeChart } from '@mantine/charts';
import '@mantine/charts/styles.css';
import { Table, Text } from '@mantine/core';
import type { Result } from '../../../../src/api/contract.ts';
import { Card } from '../../parts/card.tsx';
import { Money, Num, useFormat } from '../../parts/figures.tsx';
import { useWords } from '../../words.ts';

const DAY_MS = 86_400_000;

/** On a phone there is room for four: the others are in the chart. */
const COLUMNS: readonly { figure: Exclude<keyof Result['byDay'][number], 'day'>; wide?: true }[] = [
  { figure: 'sent' },
  { figure: 'opened', wide: true },
  { figure: 'clicked', wide: true },
  { figure: 'orders' },
  { figure: 'revenue' },
];

/** Every day from the first to the last: a chart that leaves out the quiet ones draws a month like a day. */
function everyDay(days: Result['byDay']): Result['byDay'] {
  const known = new Map(days.map((one) => [one.day, one]));
  const [first, last] = [days[0]!, days.at(-1)!].map(({ day }) => Date.parse(`${day}T00:00:00Z`)) as [number, number];
  return Array.from({ length: Math.round((last - first) / DAY_MS) + 1 }, (_, nth) => {
    const day = new Date(first + nth * DAY_MS).toISOString().slice(0, 10);
    return known.get(day) ?? { day, sent: 0, opened: 0, clicked: 0, orders: 0, revenue: '0' };
  });
}

/** Messages on the day they left, orders on the day they were made; and the table behind the chart. */
export function OverTime({ days }: { days: Result['byDay'] }) {
  const t = useWords('results');
  const { day, short } = useFormat();
  const told = (text: string) => day(`${text}T12:00:00Z`);
  if (days.length === 0)
    return (
      <Card title={t('overTime')}>
        <Text c="dimmed">{t('nothingYet')}</Text>
      </Card>
    );
  return (
    <Card title={t('overTime')}>
      <CompositeChart
        h={240}
        data={everyDay(days).map((one) => ({ ...one, day: told(one.day) }))}
        dataKey="day"
        withLegend
        maxBarWidth={48}
        series={[
          { name: 'sent', label: t('sent'), type: 'bar', color: 'gray.5' },
          { name: 'clicked', label: t('clicked'), type: 'line', color: 'blue.7' },
          { name: 'orders', label: t('orders'), type: 'line', color: 'poppy.7', strokeDasharray: '5 3' },
        ]}
        valueFormatter={short}
        yAxisProps={{ width: 56, allowDecimals: false }}
        role="img"
        aria-label={t('overTime')}
      />
      <Table aria-label={t('overTime')} mt="lg" horizontalSpacing="xs" fz={{ base: 'xs', sm: 'sm' }}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('day')}</Table.Th>
            {COLUMNS.map(({ figure, wide }) => (
              <Table.Th key={figure} ta="right" visibleFrom={wide ? 'sm' : undefined}>
                {t(figure)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {days.toReversed().map((one) => (
            <Table.Tr key={one.day}>
              <Table.Td style={{ whiteSpace: 'nowrap' }}>{told(one.day)}</Table.Td>
              {COLUMNS.map(({ figure, wide }) => (
                <Table.Td key={figure} ta="right" className="figures" visibleFrom={wide ? 'sm' : undefined}>
                  {figure === 'revenue' ? <Money value={one.revenue} /> : <Num value={one[figure]} />}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}
