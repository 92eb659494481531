import { Anchor, SimpleGrid, Stack, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Answer, AnswerCard } from '../../parts/answer.tsx';
import { Card } from '../../parts/card.tsx';
import { CountedAt } from '../../parts/counted-at.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Num } from '../../parts/figures.tsx';
import { Opened } from '../../parts/opened.tsx';
import { Rows } from '../../parts/rows.tsx';
import { StatCard } from '../../parts/stat-card.tsx';
import { where } from '../../parts/where.ts';
import { useScenarioNames } from '../../queries/scenario-names.ts';
import { useTemplateResults } from '../../queries/templates.ts';
import { useWords } from '../../words.ts';

type Results = NonNullable<ReturnType<typeof useTemplateResults>['data']>;

/** What came of this message wherever it is used, and of each of its links. */
export function Results({ template }: { template: string }) {
  const t = useWords('messages');
  const { data, error, refetch } = useTemplateResults(template);
  return (
    <Card title={t('results.title')} text={t('results.text')}>
      <ErrorNote error={error} onRetry={() => void refetch()} />
      <CountedAt asOf={data?.asOf} />
      {data && data.asOf !== null && data.total.delivered === 0 && (
        <Text size="sm" c="dimmed">
          {t('results.none')}
        </Text>
      )}
      {data && data.asOf !== null && data.total.delivered > 0 && (
        <Stack gap="lg">
          <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="md">
            <StatCard
              label={t('results.delivered')}
              value={<Num value={data.total.delivered} />}
              to={outboxOf(template, { state: 'sent' })}
            />
            <AnswerCard
              label={t('results.opened')}
              answers={data.total.opened}
              to={outboxOf(template, { outcome: 'opened' })}
            />
            <AnswerCard
              label={t('results.clicked')}
              answers={data.total.clicked}
              to={outboxOf(template, { outcome: 'clicked' })}
            />
          </SimpleGrid>
          <Where template={template} steps={data.steps} />
          {data.links.length > 0 && <Links template={template} links={data.links} />}
        </Stack>
      )}
    </Card>
  );
}

type Step = Results['steps'][number];

/** The outbox with what a figure counts. */
const outboxOf = (template: string, asked: Record<string, string>): string =>
  `/outbox?${new URLSearchParams({ template, ...asked })}`;
/** Messages that a program asked for one by one belong to no scenario that they could be asked for by. */
const outboxOfStep = (template: string, { scenario, step }: Step, asked: Record<string, string>) =>
  scenario === null || step === null ? null : outboxOf(template, { scenario, step, ...asked });

/** By the scenario or campaign that sends it. */
function Where({ template, steps }: Pick<Results, 'steps'> & { template: string }) {
  const t = useWords('messages');
  const names = useScenarioNames();
  const figure = (line: Step, answers: 'opened' | 'clicked') => (
    <Opened value={line[answers].yes} to={outboxOfStep(template, line, { outcome: answers })}>
      <Answer answers={line[answers]} />
    </Opened>
  );
  return (
    <Rows
      label={t('results.where')}
      items={steps}
      keyOf={({ scenario, step }) => `${scenario} ${step}`}
      columns={[
        {
          key: 'where',
          label: t('results.where'),
          cell: ({ scenario }) =>
            scenario === null ? (
              t('results.alone')
            ) : (
              <Anchor component={Link} {...where(`/results/${encodeURIComponent(scenario)}`)} size="sm">
                {names.get(scenario) ?? scenario}
              </Anchor>
            ),
        },
        {
          key: 'delivered',
          label: t('results.delivered'),
          align: 'right',
          cell: (line) => <Opened value={line.delivered} to={outboxOfStep(template, line, { state: 'sent' })} />,
        },
        { key: 'opened', label: t('results.opened'), align: 'right', cell: (line) => figure(line, 'opened') },
        { key: 'clicked', label: t('results.clicked'), align: 'right', cell: (line) => figure(line, 'clicked') },
      ]}
    />
  );
}

/** Who followed a link is counted once, and may have done so in several messages. */
function Links({ template, links }: Pick<Results, 'links'> & { template: string }) {
  const t = useWords('messages');
  return (
    <Table aria-label={t('results.links')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('results.links')}</Table.Th>
          <Table.Th ta="right">{t('results.people')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {links.map(({ version, link, label, href, people }) => (
          <Table.Tr key={`${version} ${link}`}>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>
              {label || link}
              {href && (
                <Text size="xs" c="dimmed">
                  {href}
                </Text>
              )}
            </Table.Td>
            <Table.Td ta="right" className="figures">
              <Opened value={people} to={outboxOf(template, { outcome: 'clicked', version: String(version), link })} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
