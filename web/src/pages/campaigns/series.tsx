import { ActionIcon, Button, Checkbox, Group, NumberInput, Select, Stack, Text, Tooltip } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { Card } from '../../parts/card.tsx';
import { useTemplateNames } from '../../queries/template-names.ts';
import { useWords } from '../../words.ts';
import type { Draft } from './plan.ts';

const MOST = 10;
const STANDARD_DAYS = 3;
const MOST_DAYS = 365;

type Row = Draft['messages'][number];

/** What is sent: one message, or a series with days between. */
export function Series({ draft, onChange }: { draft: Draft; onChange: (part: Partial<Draft>) => void }) {
  const t = useWords('campaigns');
  const rows: Row[] = draft.messages.length === 0 ? [{ template: '' }] : draft.messages;
  const set = (messages: Row[]) => onChange({ messages });
  const change = (at: number, part: Partial<Row>) =>
    set(rows.map((row, index) => (index === at ? { ...row, ...part } : row)));
  return (
    <Card title={t('what.title')} text={t('what.text')}>
      <Stack gap="md">
        {rows.map((row, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: messages of a series have no name of their own
          <Group key={at} align="flex-end" gap="xs" wrap="wrap">
            {at > 0 && (
              <NumberInput
                label={t('what.after')}
                value={row.afterDays ?? ''}
                onChange={(days) => change(at, { afterDays: typeof days === 'number' ? days : undefined })}
                min={1}
                max={MOST_DAYS}
                allowDecimal={false}
                w={190}
              />
            )}
            <MessageSelect
              row={row}
              nth={at + 1}
              many={rows.length > 1}
              onChange={(template) => change(at, { template })}
            />
            {rows.length > 1 && (
              <Tooltip label={t('what.remove')}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size="lg"
                  aria-label={t('what.removeNth', { nth: at + 1 })}
                  onClick={() => set(rows.filter((_, index) => index !== at))}
                >
                  <IconTrash size={16} aria-hidden />
                </ActionIcon>
              </Tooltip>
            )}
          </Group>
        ))}
        {rows.length < MOST && rows[0]!.template !== '' && (
          <Group>
            <Button
              variant="default"
              size="compact-sm"
              leftSection={<IconPlus size={14} aria-hidden />}
              onClick={() => set([...rows, { template: '', afterDays: STANDARD_DAYS }])}
            >
              {t('what.add')}
            </Button>
          </Group>
        )}
        {rows.length > 1 && (
          <Checkbox
            label={t('what.stopOnOrder')}
            checked={draft.stopOnOrder}
            onChange={({ currentTarget }) => onChange({ stopOnOrder: currentTarget.checked })}
          />
        )}
      </Stack>
    </Card>
  );
}

type SelectProps = { row: Row; nth: number; many: boolean; onChange: (template: string) => void };

function MessageSelect({ row, nth, many, onChange }: SelectProps) {
  const t = useWords('campaigns');
  const templates = useTemplateNames();
  const data = [...templates.values()].map(({ key, name, publishedVersion }) => ({
    value: key,
    label: publishedVersion === null ? t('what.unpublished', { name }) : name,
  }));
  const known = row.template === '' || templates.has(row.template);
  const chosen = templates.get(row.template);
  return (
    <Select
      label={many ? t('what.nth', { nth }) : t('what.message')}
      description={chosen && t(`classes.${chosen.class}`)}
      placeholder={t('what.choose')}
      data={known ? data : [...data, { value: row.template, label: row.template }]}
      value={row.template === '' ? null : row.template}
      onChange={(next) => onChange(next ?? '')}
      searchable
      nothingFoundMessage={<Text size="sm">{t('what.none')}</Text>}
      flex="1 1 220px"
    />
  );
}
