import { Box, Group, List, Paper, Select, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useState } from 'react';
import type { Scenario } from '../../../../src/api/contract.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { useFormat } from '../../parts/figures.tsx';
import { itemsOf } from '../../queries/client.ts';
import { useVersion, useVersions } from '../../queries/scenarios.ts';
import { useWords } from '../../words.ts';
import type { Editor } from './editor.ts';
import { compare, isSame } from './model/compare.ts';
import { asDraft, type Draft } from './model/draft.ts';
import type { Sentences } from './sentence.ts';

const DRAFT = 'draft';
type Props = { scenario: Scenario; editor: Editor; sentences: Sentences };

/** What was published when, and what two versions differ in. */
export function Versions({ scenario, editor, sentences }: Props) {
  const t = useWords('scenarios');
  const { moment } = useFormat();
  const list = useVersions(scenario.key);
  const versions = itemsOf(list);
  const [before, setBefore] = useState<string | null>(null);
  const [after, setAfter] = useState<string>(DRAFT);
  const chosen = before ?? String(versions[0]?.version ?? '');
  const old = useDefinition(scenario.key, chosen, editor.draft);
  const now = useDefinition(scenario.key, after, editor.draft);
  if (list.error) return <ErrorNote error={list.error} />;
  if (!list.isSuccess) return <Skeleton h={120} />;
  if (versions.length === 0)
    return <EmptyState icon={IconHistory} title={t('versions.none')} text={t('versions.noneText')} />;
  const choices = versions.map(({ version, publishedAt }) => ({
    value: String(version),
    label: t('versions.one', { version, at: moment(publishedAt) }),
  }));
  return (
    <Stack gap="lg">
      <Group gap="md" align="flex-end">
        <Select label={t('versions.before')} value={chosen} onChange={setBefore} data={choices} w={300} />
        <Select
          label={t('versions.after')}
          value={after}
          onChange={(next) => setAfter(next ?? DRAFT)}
          data={[{ value: DRAFT, label: t('versions.draft') }, ...choices]}
          w={300}
        />
      </Group>
      {old && now ? <Difference before={old} after={now} sentences={sentences} /> : <Skeleton h={120} />}
    </Stack>
  );
}

/** The definition of a version, or the draft in hand. */
function useDefinition(scenario: string, chosen: string, draft: Draft): Draft | null {
  const { data } = useVersion(scenario, chosen === DRAFT || chosen === '' ? null : Number(chosen));
  if (chosen === DRAFT) return draft;
  return data ? asDraft(data.definition) : null;
}

function Difference({ before, after, sentences }: { before: Draft; after: Draft; sentences: Sentences }) {
  const t = useWords('scenarios');
  const difference = compare(before, after);
  const { added, removed, changed, scenario } = difference;
  if (isSame(difference)) return <Text c="dimmed">{t('versions.same')}</Text>;
  return (
    <Stack gap="md">
      <Changes title={t('versions.added')} lines={added.map((key) => sentences.stepOf(after, key))} />
      <Changes title={t('versions.removed')} lines={removed.map((key) => sentences.stepOf(before, key))} />
      <Changes
        title={t('versions.changed')}
        lines={changed.map(({ key }) => changeOf(key, before, after, sentences, t('versions.leads')))}
      />
      <Changes
        title={t('versions.scenario')}
        lines={scenario.map((field) => t(`versions.fields.${field}`, { defaultValue: field }))}
      />
    </Stack>
  );
}

/** “Wait 3 days → Wait 5 days”; where the sentence is the same, where it leads or a detail is new. */
function changeOf(key: string, before: Draft, after: Draft, sentences: Sentences, detail: string): string {
  const [old, now] = [sentences.stepOf(before, key), sentences.stepOf(after, key)];
  return old === now ? `${now} (${detail})` : `${old} → ${now}`;
}

function Changes({ title, lines }: { title: string; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} size="h3" mb="xs">
        {title}
      </Title>
      <Box>
        <List size="sm">
          {lines.map((line, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two steps may say the same
            <List.Item key={at}>{line}</List.Item>
          ))}
        </List>
      </Box>
    </Paper>
  );
}
