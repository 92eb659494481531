import { AreaChart } from '@mantine/charts';
import '@mantine/charts/styles.css';
import { Box, Skeleton, Table, Text } from '@mantine/core';
import { CountedAt } from '../../parts/counted-at.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Num, useFormat } from '../../parts/figures.tsx';
import { useSegmentHistory } from '../../queries/segments.ts';
import { useWords } from '../../words.ts';

/** Its size day by day, and the table behind the chart: who came, who left. */
export function OverTime({ segment }: { segment: string }) {
  const t = useWords('segments');
  const { day, short } = useFormat();
  const { data, error } = useSegmentHistory(segment);
  if (error) return <ErrorNote error={error} />;
  if (!data) return <Skeleton h={280} />;
  const told = (text: string) => day(`${text}T12:00:00Z`);
  const moved = data.items.filter(({ entered, left }) => entered + left > 0).reverse();
  return (
    <Box>
      <CountedAt asOf={data.asOf} />
      <AreaChart
        h={260}
        data={data.items.map((one) => ({ ...one, day: told(one.day) }))}
        dataKey="day"
        series={[{ name: 'people', label: t('people'), color: 'poppy.7' }]}
        curveType="stepAfter"
        withDots={data.items.length === 1}
        areaChartProps={{ margin: { top: 10, left: 10 } }}
        yAxisLabel={t('people')}
        valueFormatter={short}
        yAxisProps={{ width: 64, allowDecimals: false }}
        role="img"
        aria-label={t('overTime')}
      />
      {moved.length > 0 && (
        <Table mt="lg" maw={560} aria-label={t('overTime')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('day')}</Table.Th>
              <Table.Th ta="right">{t('entered')}</Table.Th>
              <Table.Th ta="right">{t('left')}</Table.Th>
              <Table.Th ta="right">{t('people')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {moved.map((one) => (
              <Table.Tr key={one.day}>
                <Table.Td>{told(one.day)}</Table.Td>
                <Table.Td ta="right">
                  <Num value={one.entered} />
                </Table.Td>
                <Table.Td ta="right">
                  <Num value={one.left} />
                </Table.Td>
                <Table.Td ta="right">
                  <Num value={one.people} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {moved.length === 0 && (
        <Text c="dimmed" mt="md">
          {t('noMoves')}
        </Text>
      )}
    </Box>
  );
}
