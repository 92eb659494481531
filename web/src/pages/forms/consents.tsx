import { ActionIcon, Button, Checkbox, Group, Paper, Select, SimpleGrid, Stack, Textarea } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { NameInput } from '../../parts/name-input.tsx';
import { PURPOSES, useNames } from '../../parts/names.ts';
import { itemsOf } from '../../queries/client.ts';
import { useWordings } from '../../queries/wordings.ts';
import { useWords } from '../../words.ts';
import { type Consent, said, saying } from './draft.ts';
import type { Given } from './texts.tsx';

const CHANNELS = ['email', 'sms', 'call', 'post'] as const;

/** What people agree to, in the words that are kept as proof. */
export function Consents({ draft, put, language }: Given) {
  const t = useWords('forms');
  const { purpose: purposeOf } = useNames();
  const { consents } = draft;
  const change = (at: number, consent: Partial<Consent>) =>
    put({ consents: consents.map((one, index) => (index === at ? { ...one, ...consent } : one)) });
  const add = () => put({ consents: [...consents, { channel: 'sms', purpose: 'marketing', wording: {} }] });
  return (
    <Stack gap="sm">
      {consents.map((consent, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: its place is what a consent is known by
        <Paper key={at} withBorder p="sm">
          <Stack gap="sm">
            <KeptWording consent={consent} change={(next) => change(at, next)} />
            <Textarea
              label={t('consents.wording')}
              description={consent.kept ? t('consents.keptText') : t('consents.wordingText')}
              disabled={consent.kept !== undefined}
              value={said(consent.wording, language)}
              lang={language}
              autosize
              minRows={2}
              onChange={({ currentTarget }) =>
                change(at, { wording: saying(consent.wording, language, currentTarget.value) })
              }
            />
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              <Select
                label={t('consents.channel')}
                data={CHANNELS.map((value) => ({ value, label: t(`consents.channels.${value}`) }))}
                value={consent.channel}
                onChange={(channel) => channel && change(at, { channel: channel as Consent['channel'] })}
                allowDeselect={false}
                disabled={consent.kept !== undefined}
              />
              <NameInput
                label={t('consents.purpose')}
                names={PURPOSES}
                nameOf={purposeOf}
                value={consent.purpose}
                disabled={consent.kept !== undefined}
                onChange={(purpose) => change(at, { purpose })}
              />
            </SimpleGrid>
            <Group justify="space-between">
              <Group>
                <Checkbox
                  label={t('consents.box')}
                  checked={consent.box ?? true}
                  onChange={({ currentTarget }) => change(at, { box: currentTarget.checked })}
                />
                <Checkbox
                  label={t('fields.required')}
                  checked={consent.required ?? false}
                  onChange={({ currentTarget }) => change(at, { required: currentTarget.checked })}
                />
              </Group>
              {consents.length > 1 && (
                <ActionIcon
                  variant="default"
                  size="lg"
                  aria-label={t('consents.remove', { number: at + 1 })}
                  onClick={() => put({ consents: consents.filter((_, index) => index !== at) })}
                >
                  <IconTrash size={18} aria-hidden />
                </ActionIcon>
              )}
            </Group>
          </Stack>
        </Paper>
      ))}
      <Group>
        <Button variant="default" size="xs" leftSection={<IconPlus size={16} aria-hidden />} onClick={add}>
          {t('consents.add')}
        </Button>
      </Group>
    </Stack>
  );
}

/** The words of this form alone, or one of the shop's wordings, which bring their channel and purpose. */
function KeptWording({ consent, change }: { consent: Consent; change: (next: Partial<Consent>) => void }) {
  const t = useWords('forms');
  const wordings = itemsOf(useWordings());
  const chosen = consent.kept?.key;
  const offered = wordings.filter(
    ({ channel, archivedAt, key }) => key === chosen || (!archivedAt && CHANNELS.some((one) => one === channel)),
  );
  if (offered.length === 0) return null;
  const choose = (key: string | null) => {
    const found = wordings.find((one) => one.key === key);
    if (!found) return change({ kept: undefined });
    const { text, channel, purpose } = found;
    change({ kept: { key: found.key }, wording: text, channel: channel as Consent['channel'], purpose });
  };
  return (
    <Select
      label={t('consents.kept')}
      data={[
        { value: '', label: t('consents.own') },
        ...offered.map(({ key, name, version }) => ({ value: key, label: t('consents.keptOne', { name, version }) })),
      ]}
      value={chosen ?? ''}
      onChange={choose}
      allowDeselect={false}
    />
  );
}
