import { Badge, Box, Group, Paper, Skeleton, Stack, Switch, Text, Title } from '@mantine/core';
import type { Rule } from '../../../../src/api/contract.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { useFormat } from '../../parts/figures.tsx';
import { useTellFailure } from '../../parts/tell.ts';
import { itemsOf } from '../../queries/client.ts';
import { useRules, useSwitchRule } from '../../queries/rules.ts';
import { useMay } from '../../queries/session.ts';
import { useLanguage, useWords } from '../../words.ts';
import { SettingsFrame } from './frame.tsx';

/** The rules of law that hold messages back, each with its text, its date, and a switch whose use is written down. */
export function Page() {
  const t = useWords('settings');
  const list = useRules();
  return (
    <SettingsFrame>
      <Text c="dimmed" size="sm" mb="md" maw={720}>
        {t('rules.text')}
      </Text>
      <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
      {list.isPending && <Skeleton h={320} />}
      <Stack gap="sm">
        {itemsOf(list).map((rule) => (
          <RuleCard key={rule.id} rule={rule} />
        ))}
      </Stack>
    </SettingsFrame>
  );
}

function RuleCard({ rule }: { rule: Rule }) {
  const t = useWords('settings');
  const { language } = useLanguage();
  const { day } = useFormat();
  return (
    <Paper withBorder p="md" component="article">
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <Box>
          <Group gap="xs">
            <Title order={2} fz="md">
              {rule.title[language]}
            </Title>
            {rule.effect === 'relax' && <Badge color="gray">{t('rules.relax')}</Badge>}
          </Group>
          <Text size="sm" mt={4}>
            {rule.why[language]}
          </Text>
          <Text size="sm" c="dimmed" mt={4}>
            {rule.todo[language]}
          </Text>
          <Text size="xs" c="dimmed" mt="xs">
            {rule.reference} · {t('rules.dates', { since: day(rule.since), checked: day(rule.checked) })}
          </Text>
        </Box>
        <RuleSwitch rule={rule} />
      </Group>
    </Paper>
  );
}

/** Switching on is harmless; switching off is asked for twice, because the shop answers for it. */
function RuleSwitch({ rule }: { rule: Rule }) {
  const t = useWords('settings');
  const may = useMay();
  const { language } = useLanguage();
  const change = useSwitchRule();
  const fail = useTellFailure();
  const label = rule.title[language];
  const put = (on: boolean) => change.mutateAsync({ id: rule.id, on });
  return (
    <Confirm
      title={t('rules.offTitle')}
      text={t('rules.offText', { reference: rule.reference })}
      verb={t('rules.offVerb')}
      danger
      onConfirm={() => put(false)}
      opener={(open) => (
        <Switch
          aria-label={label}
          checked={rule.on}
          disabled={!may('compliance.write')}
          onChange={() => (rule.on ? open() : void put(true).catch(fail))}
        />
      )}
    />
  );
}
