import { Anchor, Box, Grid, Group, Paper, Stack, Table, Text, Title, Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { PersonWhole } from '../../../../src/api/contract.ts';
import { DateTime } from '../../parts/figures.tsx';
import { useNames } from '../../parts/names.ts';
import { spaced } from '../../parts/phone.ts';
import { type Mood, StateBadge } from '../../parts/state-badge.tsx';
import { itemsOf } from '../../queries/client.ts';
import { useLists } from '../../queries/lists.ts';
import { useWords } from '../../words.ts';
import { Trait, Value } from './value.tsx';

/** What is known of a person: traits, consents with their proof, lists, company, account owner. */
export function Facts({ person }: { person: PersonWhole }) {
  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, md: 6 }}>
        <Stack>
          <Traits person={person} />
          <Around person={person} />
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 6 }}>
        <Stack>
          <Consents person={person} />
          <Lists person={person} />
        </Stack>
      </Grid.Col>
    </Grid>
  );
}

function Card({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} mb="sm">
        {title}
      </Title>
      {children}
    </Paper>
  );
}

function Lines({ rows }: { rows: readonly [string, ReactNode][] }) {
  return (
    <Table verticalSpacing={6} horizontalSpacing="xs" withRowBorders={false} layout="fixed">
      <Table.Tbody>
        {rows.map(([label, value], at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two fields may be called the same
          <Table.Tr key={at}>
            <Table.Th
              scope="row"
              fw={400}
              c="dimmed"
              w={{ base: '38%', sm: 160 }}
              style={{ verticalAlign: 'top', overflowWrap: 'anywhere' }}
            >
              {label}
            </Table.Th>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** A phone number is kept without its groups. */
const shownOf = (name: string, value: unknown): unknown =>
  name === 'phone' && typeof value === 'string' ? spaced(value) : value;

function Traits({ person }: { person: PersonWhole }) {
  const t = useWords('people');
  const { field: nameOf } = useNames();
  const traits = Object.entries(person.traits)
    .map(([name, value]) => ({ name, called: nameOf(name), value: shownOf(name, value) }))
    .sort((a, b) => a.called.localeCompare(b.called));
  return (
    <Card title={t('known')}>
      {traits.length === 0 ? (
        <Text c="dimmed" size="sm">
          {t('noTraits')}
        </Text>
      ) : (
        <Lines
          rows={traits.map(({ name, called, value }) => [called, <Trait key={name} name={name} value={value} />])}
        />
      )}
    </Card>
  );
}

function Around({ person }: { person: PersonWhole }) {
  const t = useWords('people');
  const { owner, company, timezone, locale, firstSeen, anonymousIds } = person;
  const rows: [string, ReactNode][] = [
    [t('firstSeen'), <DateTime key="seen" value={firstSeen} />],
    [t('timezone'), timezone ?? t('shopZone')],
  ];
  if (locale) rows.push([t('locale'), <Trait key="locale" name="locale" value={locale} />]);
  if (anonymousIds.length > 0) rows.push([t('browsers'), anonymousIds.length]);
  if (owner) rows.push([t('owner'), [owner.name, owner.email, owner.phone].filter(Boolean).join(' · ')]);
  if (company) rows.push([t('company'), <Value key="company" value={company} />]);
  return (
    <Card title={t('around')}>
      <Lines rows={rows} />
    </Card>
  );
}

const MOODS: Record<string, Mood> = { granted: 'good', withdrawn: 'bad', suppressed: 'bad', suppressed_all: 'bad' };

function Consents({ person }: { person: PersonWhole }) {
  const t = useWords('people');
  const { purpose: purposeOf } = useNames();
  return (
    <Card title={t('consents')}>
      {person.permissions.length === 0 && (
        <Text c="dimmed" size="sm">
          {t('noConsents')}
        </Text>
      )}
      <Stack gap="xs">
        {person.permissions.map(({ channel, purpose, status, at }) => (
          <Group key={`${channel} ${purpose}`} justify="space-between" gap="xs">
            <Text size="sm">
              {purpose === '*' ? t(`channels.${channel}`) : `${t(`channels.${channel}`)} · ${purposeOf(purpose)}`}
            </Text>
            <Group gap="xs">
              <Text size="xs" c="dimmed">
                <DateTime value={at} dayOnly />
              </Text>
              <StateBadge mood={MOODS[status] ?? 'unsure'} label={t(`statuses.${status}`)} />
            </Group>
          </Group>
        ))}
      </Stack>
      {person.consents.length > 0 && <Proofs person={person} />}
      {person.suppressions.map(({ channel, reason, at }) => (
        <Text key={`${channel} ${reason}`} size="sm" mt="xs">
          {t('suppressed', { channel: t(`channels.${channel}`), reason: t(`suppressedFor.${reason}`) })}{' '}
          <DateTime value={at} dayOnly />
        </Text>
      ))}
    </Card>
  );
}

function Proofs({ person }: { person: PersonWhole }) {
  const t = useWords('people');
  const { purpose: purposeOf } = useNames();
  return (
    <Box mt="md">
      <Text size="sm" fw={600} mb={4}>
        {t('proofs')}
      </Text>
      <Stack gap={6}>
        {person.consents.map(({ channel, purpose, status, at, wording, source, proof }) => (
          <Text key={`${channel} ${purpose} ${at}`} size="xs" c="dimmed">
            <DateTime value={at} /> · {t(`channels.${channel}`)} · {purposeOf(purpose)} · {t(`statuses.${status}`)}
            {source && ` · ${source}`}
            <Kept proof={proof} />
            {wording && (
              <Tooltip label={proof ? JSON.stringify(proof) : t('noProof')} multiline maw={360}>
                <Text component="span" inherit fs="italic">
                  {' '}
                  {t('quoted', { text: wording })}
                </Text>
              </Tooltip>
            )}
          </Text>
        ))}
      </Stack>
    </Box>
  );
}

/** Which wording of the shop's list was read, where the proof says it. */
function Kept({ proof }: { proof: unknown }) {
  const t = useWords('people');
  const { key, version } = (proof as { wording?: { key?: string; version?: number } } | null)?.wording ?? {};
  if (!key || !version) return null;
  return (
    <>
      {' · '}
      <Anchor component={Link} to={`/settings/wordings/${key}`} size="xs">
        {t('keptWording', { version, key })}
      </Anchor>
    </>
  );
}

function Lists({ person }: { person: PersonWhole }) {
  const t = useWords('people');
  const names = new Map(itemsOf(useLists()).map(({ key, name }) => [key, name]));
  return (
    <Card title={t('lists')}>
      {person.lists.length === 0 ? (
        <Text c="dimmed" size="sm">
          {t('noLists')}
        </Text>
      ) : (
        <Lines
          rows={person.lists.map(({ list, since }) => [
            names.get(list) || list,
            <DateTime key={list} value={since} dayOnly />,
          ])}
        />
      )}
    </Card>
  );
}
