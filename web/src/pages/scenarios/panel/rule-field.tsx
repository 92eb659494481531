import { Button, Group, Input, Modal, Paper, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { LiveCount } from '../../../parts/rule/live-count.tsx';
import { asGroup, isComplete, type Rule } from '../../../parts/rule/rule.ts';
import { RuleEditor } from '../../../parts/rule/rule-editor.tsx';
import { useRuleCount } from '../../../queries/segments.ts';
import { useLanguage, useWords } from '../../../words.ts';

type Props = {
  label: string;
  text?: string;
  rule: unknown;
  /** Undefined takes the rule away. */
  onChange: (rule: Rule | undefined) => void;
  /** Whether there may be none. */
  optional?: boolean;
};

/** A rule on the person: what it says, and the editor that opens over the page. */
export function RuleField({ label, text, rule, onChange, optional = false }: Props) {
  const t = useWords('scenarios');
  const [opened, setOpened] = useState(false);
  const [draft, setDraft] = useState<Rule>({ all: [] });
  const open = () => {
    setDraft(asGroup(rule));
    setOpened(true);
  };
  const keep = () => {
    onChange(draft);
    setOpened(false);
  };
  return (
    <Input.Wrapper label={label} description={text} labelElement="div">
      <Stack gap={6} mt={4} align="flex-start">
        {rule !== undefined && <Said rule={rule} />}
        <Group gap="xs">
          <Button
            variant="default"
            size="compact-sm"
            onClick={open}
            aria-label={rule === undefined ? t('rule.setOf', { label }) : t('rule.changeOf', { label })}
          >
            {rule === undefined ? t('rule.set') : t('rule.change')}
          </Button>
          {optional && rule !== undefined && (
            <Button
              variant="subtle"
              color="gray"
              size="compact-sm"
              onClick={() => onChange(undefined)}
              aria-label={t('rule.removeOf', { label })}
            >
              {t('rule.remove')}
            </Button>
          )}
        </Group>
      </Stack>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={label}
        size="xl"
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        <RuleEditor rule={draft} onChange={setDraft} label={label} />
        <Paper withBorder p="md" mt="md">
          <LiveCount rule={draft} />
        </Paper>
        <Group justify="flex-end" mt="md" gap="xs">
          <Button variant="default" onClick={() => setOpened(false)}>
            {t('cancel')}
          </Button>
          <Button disabled={!isComplete(draft)} onClick={keep}>
            {t('rule.keep')}
          </Button>
        </Group>
      </Modal>
    </Input.Wrapper>
  );
}

/** What a rule says, and how many it names today. */
function Said({ rule }: { rule: unknown }) {
  const t = useWords('scenarios');
  const { language } = useLanguage();
  const { data } = useRuleCount(isComplete(asGroup(rule)) ? rule : null);
  if (!data) return null;
  return (
    <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
      {data.says[language]}{' '}
      <Text component="span" size="xs" c="dimmed">
        {t('rule.today', { count: data.count })}
      </Text>
    </Text>
  );
}
