import { ActionIcon, Button, Checkbox, Group, Paper, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { NameInput } from '../../parts/name-input.tsx';
import { useNames } from '../../parts/names.ts';
import { useWords } from '../../words.ts';
import { type Field, said, saying, traitFrom } from './draft.ts';
import type { Given } from './texts.tsx';

const KINDS = ['text', 'date', 'phone'] as const;
/** What people are asked everywhere, under the names that the rest of the product knows. */
const TRAITS = ['firstName', 'lastName', 'phone', 'birthday', 'city', 'postalCode', 'country', 'company', 'gender'];

/** What is asked beside the e-mail address. */
export function Fields({ draft, put, language }: Given) {
  const t = useWords('forms');
  const { field: nameOf } = useNames();
  const fields = draft.fields ?? [];
  const change = (at: number, field: Partial<Field>) =>
    put({ fields: fields.map((one, index) => (index === at ? { ...one, ...field } : one)) });
  const add = () => put({ fields: [...fields, { trait: '', label: {}, kind: 'text' }] });
  return (
    <Stack gap="sm">
      <Text size="sm">{t('fields.email')}</Text>
      {fields.map((field, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: its place is what a field is known by
        <Paper key={at} withBorder p="sm">
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput
              label={t('fields.label')}
              value={said(field.label, language)}
              lang={language}
              onChange={({ currentTarget }) =>
                change(at, { label: saying(field.label, language, currentTarget.value) })
              }
            />
            <NameInput
              label={t('fields.trait')}
              placeholder={traitFrom(field.label)}
              names={TRAITS}
              nameOf={nameOf}
              value={field.trait}
              onChange={(trait) => change(at, { trait, ...(trait === 'phone' ? { kind: 'phone' } : {}) })}
            />
            <Select
              label={t('fields.kind')}
              data={KINDS.map((value) => ({ value, label: t(`fields.kinds.${value}`) }))}
              value={field.kind ?? 'text'}
              onChange={(kind) => kind && change(at, { kind: kind as Field['kind'] & string })}
              allowDeselect={false}
            />
            <Group justify="space-between" align="flex-end">
              <Checkbox
                label={t('fields.required')}
                checked={field.required ?? false}
                onChange={({ currentTarget }) => change(at, { required: currentTarget.checked })}
                mb={8}
              />
              <ActionIcon
                variant="default"
                size="lg"
                aria-label={t('fields.remove', { trait: said(field.label, language) || nameOf(field.trait) })}
                onClick={() => put({ fields: fields.filter((_, index) => index !== at) })}
              >
                <IconTrash size={18} aria-hidden />
              </ActionIcon>
            </Group>
          </SimpleGrid>
        </Paper>
      ))}
      <Group>
        <Button variant="default" size="xs" leftSection={<IconPlus size={16} aria-hidden />} onClick={add}>
          {t('fields.add')}
        </Button>
      </Group>
    </Stack>
  );
}
