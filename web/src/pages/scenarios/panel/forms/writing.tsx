/** Forms of the steps that write something down, and of the way out. */
import { ActionIcon, Button, Group, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { plainKey } from '../../../../parts/key.ts';
import { Named } from '../../../../parts/rule/value.tsx';
import { itemsOf } from '../../../../queries/client.ts';
import { useLists } from '../../../../queries/lists.ts';
import { useWords } from '../../../../words.ts';
import type { FormProps } from './form.ts';

/** `12` is a number, `oui` a text, an empty value takes the trait away. */
function readValue(text: string): string | number | boolean | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  // Only what is written back as it was typed: “1.0” may become “1.05”.
  if (String(Number(trimmed)) === trimmed) return Number(trimmed);
  if (trimmed === 'true' || trimmed === 'false') return trimmed === 'true';
  return text;
}
const writeValue = (value: unknown): string => (value === null || value === undefined ? '' : String(value));

export function TraitForm({ step, set }: FormProps) {
  const t = useWords('scenarios');
  const pairs = Object.entries((step.set ?? {}) as Record<string, unknown>);
  const keep = (next: [string, unknown][]) => set({ set: Object.fromEntries(next) });
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t('fields.traitText')}
      </Text>
      {pairs.map(([name, value], at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the name itself is being typed
        <Group key={at} gap={6} wrap="nowrap">
          <Named
            label={t('fields.traitName')}
            value={name}
            onChange={(next) => keep(pairs.map((pair, i) => (i === at ? [next, pair[1]] : pair)))}
            from={{ of: 'traits' }}
            width={126}
          />
          <TextInput
            aria-label={t('fields.traitValue')}
            placeholder={t('fields.traitEmpty')}
            value={writeValue(value)}
            onChange={({ currentTarget }) =>
              keep(pairs.map((pair, i) => (i === at ? [pair[0], readValue(currentTarget.value)] : pair)))
            }
            style={{ flex: 1 }}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('fields.removeTrait', { name })}
            onClick={() => keep(pairs.filter((_, i) => i !== at))}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconPlus size={14} aria-hidden />}
        disabled={pairs.some(([name]) => name === '')}
        onClick={() => keep([...pairs, ['', '']])}
      >
        {t('fields.addTrait')}
      </Button>
    </Stack>
  );
}

export function ListForm({ step, set }: FormProps) {
  const t = useWords('scenarios');
  const list = useLists();
  const lists = itemsOf(list);
  return (
    <Stack gap="md">
      <Select
        label={t('fields.action')}
        value={String(step.action ?? 'add')}
        onChange={(action) => set({ action })}
        data={[
          { value: 'add', label: t('fields.add') },
          { value: 'remove', label: t('fields.takeOff') },
        ]}
      />
      <Select
        label={t('fields.list')}
        placeholder={t('fields.choose')}
        searchable
        value={step.list ? String(step.list) : null}
        onChange={(chosen) => set({ list: chosen ?? '' })}
        data={lists.map(({ key, name }) => ({ value: key, label: name }))}
        nothingFoundMessage={t('fields.noLists')}
      />
    </Stack>
  );
}

const LONGEST_REASON = 100;
const LONGEST_WORD = 64;
const NO_REASON = { title: undefined, reason: undefined };
/** Words of the figures for ends that every scenario has. */
const TAKEN = ['goal', 'exit', 'completed', 'archived', 'cancelled', 'merged', 'erased'];

/** The word that the figures know a reason by. */
function wordOf(title: string): string {
  const word = plainKey(title, LONGEST_WORD) || 'other';
  return TAKEN.includes(word) ? `by-${word}` : word;
}

export function ExitForm({ step, set }: FormProps) {
  const t = useWords('scenarios');
  return (
    <Stack gap="md">
      <TextInput
        label={t('fields.reason')}
        description={t('fields.reasonText')}
        value={String(step.title ?? step.reason ?? '')}
        onChange={({ currentTarget: { value } }) =>
          set(value === '' ? NO_REASON : { title: value, reason: wordOf(value) })
        }
        maxLength={LONGEST_REASON}
      />
      <Switch
        label={t('fields.all')}
        description={t('fields.allText')}
        checked={step.all === true}
        onChange={({ currentTarget }) => set({ all: currentTarget.checked || undefined })}
      />
    </Stack>
  );
}
