import { Button, Group, Modal, Paper, Skeleton, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconMailCheck, IconPlus } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import type { SendingDomain } from '../../../../src/api/contract.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { CopyText } from '../../parts/copy-text.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { DateTime } from '../../parts/figures.tsx';
import { type Mood, StateBadge } from '../../parts/state-badge.tsx';
import { itemsOf } from '../../queries/client.ts';
import { useCheckDomain, useDomains, useMakeDomain, useRemoveDomain } from '../../queries/sending.ts';
import { useMay } from '../../queries/session.ts';
import { FRAME, useLanguage, useWords } from '../../words.ts';
import { Bounces } from './bounces.tsx';
import { SettingsFrame } from './frame.tsx';

/** Domains that mail is signed for: the key is made here, the records go into the DNS, and what the DNS says is shown. */
export function Page() {
  const t = useWords('sending');
  const may = useMay();
  const list = useDomains();
  const [adding, setAdding] = useState(false);
  const add = may('providers.write') && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setAdding(true)}>
      {t('domains.add')}
    </Button>
  );
  const nothing = list.isSuccess && itemsOf(list).length === 0;
  return (
    <SettingsFrame actions={add}>
      <Text size="sm" c="dimmed" mb="md" maw={720}>
        {t('domains.text')}
      </Text>
      <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
      {list.isPending && <Skeleton h={240} />}
      {nothing && (
        <Paper withBorder mb="md">
          <EmptyState icon={IconMailCheck} title={t('domains.noneTitle')} text={t('domains.noneText')} action={add} />
        </Paper>
      )}
      <Stack gap="md">
        {itemsOf(list).map((domain) => (
          <Domain key={domain.domain} domain={domain} />
        ))}
        <Bounces />
      </Stack>
      {adding && <AddDomain onClose={() => setAdding(false)} />}
    </SettingsFrame>
  );
}

function AddDomain({ onClose }: { onClose: () => void }) {
  const t = useWords('sending');
  const frame = useWords(FRAME);
  const make = useMakeDomain();
  const [domain, setDomain] = useState('');
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (await make.mutateAsync(domain.trim()).catch(() => null)) onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={<Text fw={650}>{t('domains.add')}</Text>}
      closeButtonProps={{ 'aria-label': frame('close') }}
    >
      <form onSubmit={(event) => void send(event)}>
        <Stack>
          <TextInput
            label={t('domains.domain')}
            description={t('domains.domainText')}
            placeholder={t('domains.example')}
            value={domain}
            onChange={({ currentTarget }) => setDomain(currentTarget.value)}
            required
            data-autofocus
          />
          <ErrorNote error={make.error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {frame('cancel')}
            </Button>
            <Button type="submit" loading={make.isPending}>
              {t('domains.make')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Domain({ domain: one }: { domain: SendingDomain }) {
  const t = useWords('sending');
  const may = useMay();
  const check = useCheckDomain();
  const remove = useRemoveDomain();
  const { domain, record, checked, checkedAt } = one;
  return (
    <Paper withBorder p="lg" component="section" aria-label={domain}>
      <Group justify="space-between" align="flex-start">
        <Title order={2}>{domain}</Title>
        {may('providers.write') && (
          <Group gap="xs">
            <Button size="xs" onClick={() => check.mutate(domain)} loading={check.isPending}>
              {t('domains.check')}
            </Button>
            <Confirm
              title={t('domains.removeTitle', { domain })}
              text={t('domains.removeText')}
              verb={t('domains.remove')}
              danger
              onConfirm={() => remove.mutateAsync(domain)}
              opener={(open) => (
                <Button size="xs" variant="default" onClick={open}>
                  {t('domains.remove')}
                </Button>
              )}
            />
          </Group>
        )}
      </Group>
      <ErrorNote error={check.error} mt="sm" />
      <Text size="sm" mt="sm">
        {t('domains.publish')}
      </Text>
      <Stack gap="xs" mt="xs">
        <CopyText label={t('domains.recordName', { type: record.type })} text={record.name} />
        <CopyText label={t('domains.recordValue')} text={record.value} />
      </Stack>
      <Stack gap="sm" mt="md">
        {checked &&
          (['spf', 'dkim', 'dmarc'] as const).map((kind) => (
            <RecordState key={kind} kind={kind} record={checked[kind]} />
          ))}
        <Text size="xs" c="dimmed">
          {checkedAt ? (
            <>
              {t('domains.checkedAt')} <DateTime value={checkedAt} />
            </>
          ) : (
            t('domains.neverChecked')
          )}
        </Text>
      </Stack>
    </Paper>
  );
}

const MOODS: Record<string, Mood> = { ok: 'good', missing: 'bad', wrong: 'bad', unknown: 'unsure' };
type Found = NonNullable<SendingDomain['checked']>['spf'];

/** What the DNS says of one record, and what to do about it. */
function RecordState({ kind, record }: { kind: 'spf' | 'dkim' | 'dmarc'; record: Found }) {
  const t = useWords('sending');
  const { language } = useLanguage();
  return (
    <div>
      <Group gap="xs">
        <Text size="sm" fw={600} w={64}>
          {kind.toUpperCase()}
        </Text>
        <StateBadge mood={MOODS[record.state] ?? 'unsure'} label={t(`domains.states.${record.state}`)} />
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {record.name}
        </Text>
      </Group>
      {record.todo[language] !== '' && <Text size="sm">{record.todo[language]}</Text>}
      {record.found.map((text) => (
        <Text key={text} size="xs" c="dimmed" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
          {text}
        </Text>
      ))}
    </div>
  );
}
