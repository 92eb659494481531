import { Anchor, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Card } from '../../parts/card.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Money, Num, useFormat } from '../../parts/figures.tsx';
import type { ImportWhole } from '../../queries/imports.ts';
import { useWords } from '../../words.ts';

type Counted = { count: number; examples: { line: number; value: string; suggestion?: string }[] };
type Report = {
  rowsRead: number;
  rowsRejected: number;
  currency?: string;
  facts: Record<string, number>;
  catalogRows: number;
  foreignLines: number;
  refused: { count: number; reasons: string[] };
  unusedColumns: string[];
  quality: {
    addresses: Record<string, Counted>;
    droppedValues: Record<string, Counted>;
    firstMoment?: string;
    lastMoment?: string;
    customers: number;
    orders: number;
    orderLines: number;
    cancelledLines: number;
    linesWithoutCustomer: number;
    netAmount: string;
  };
};

/** What the import said at its end; null where it did not come to one. */
export function readReport({ report }: Pick<ImportWhole, 'report'>): Report | null {
  return typeof report.rowsRead === 'number' ? (report as unknown as Report) : null;
}

/** What came of the file, and what is remarkable about its data. */
export function Totals({ run }: { run: ImportWhole }) {
  const t = useWords('imports');
  const { moment, number } = useFormat();
  const report = readReport(run);
  if (!report) return null;
  const { quality, facts, catalogRows, currency } = report;
  const orders = quality.orders > 0;
  const shown = [
    { label: t('totals.customers'), value: quality.customers > 0 && <Num value={quality.customers} /> },
    { label: t('totals.orders'), value: orders && <Num value={quality.orders} /> },
    { label: t('totals.orderLines'), value: orders && <Num value={quality.orderLines} /> },
    { label: t('totals.cancelledLines'), value: quality.cancelledLines > 0 && <Num value={quality.cancelledLines} /> },
    {
      label: t('totals.anonymous'),
      value: quality.linesWithoutCustomer > 0 && <Num value={quality.linesWithoutCustomer} />,
    },
    {
      label: t('totals.net'),
      value: orders && <Money value={quality.netAmount} {...(currency ? { currency } : {})} />,
    },
    { label: t('totals.catalog'), value: catalogRows > 0 && <Num value={catalogRows} /> },
    ...['consent', 'suppression', 'list', 'message', 'track'].map((kind) => ({
      label: t(`totals.kinds.${kind}`),
      value: facts[kind] !== undefined && <Num value={facts[kind]} />,
    })),
    { label: t('totals.from'), value: quality.firstMoment && moment(quality.firstMoment) },
    { label: t('totals.to'), value: quality.lastMoment && moment(quality.lastMoment) },
  ].map(({ label, value }) => ({ label, value: value || null }));
  return (
    <Card
      title={t('totals.title')}
      aside={
        <Group gap="md">
          <Anchor component={Link} to="/people" size="sm">
            {t('totals.toPeople')}
          </Anchor>
          <Anchor component={Link} to="/segments" size="sm">
            {t('totals.toSegments')}
          </Anchor>
        </Group>
      }
    >
      <Facts wide facts={shown} />
      <Stack gap={4} mt="md">
        {Object.entries(quality.addresses)
          .filter(([, { count }]) => count > 0)
          .map(([fault, found]) => (
            <Remark key={fault} text={t(`quality.${fault}`, { count: found.count })} found={found} />
          ))}
        {Object.entries(quality.droppedValues).map(([column, found]) => (
          <Remark key={column} text={t('quality.dropped', { count: found.count, column })} found={found} />
        ))}
        {report.foreignLines > 0 && <Text size="sm">{t('quality.foreign', { count: report.foreignLines })}</Text>}
        {report.refused.count > 0 && (
          <Text size="sm">
            {t('quality.refused', { count: report.refused.count })} <span lang="en">{report.refused.reasons[0]}</span>
          </Text>
        )}
        {report.unusedColumns.length > 0 && (
          <Text size="sm" c="dimmed">
            {t('quality.unused', {
              columns: report.unusedColumns.join(', '),
              number: number(report.unusedColumns.length),
            })}
          </Text>
        )}
      </Stack>
    </Card>
  );
}

/** How often, and the first examples with their lines. */
function Remark({ text, found }: { text: string; found: Counted }) {
  const t = useWords('imports');
  const examples = found.examples
    .filter(({ value }) => value !== '')
    .slice(0, 3)
    .map(({ line, value, suggestion }) =>
      suggestion ? t('quality.meant', { line, value, suggestion }) : t('quality.example', { line, value }),
    );
  return (
    <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
      {text}{' '}
      <Text span size="xs" c="dimmed">
        {examples.join(' · ')}
      </Text>
    </Text>
  );
}
