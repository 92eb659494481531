import { Anchor, Button, Group, Select, SimpleGrid, Skeleton, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useRef, useState } from 'react';
import type { WordingWhole } from '../../../../src/api/contract.ts';
import { Card } from '../../parts/card.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { DateTime } from '../../parts/figures.tsx';
import { inOrder } from '../../parts/in-order.ts';
import { keyFrom } from '../../parts/key.ts';
import { Leaving } from '../../parts/leaving.tsx';
import { NameInput } from '../../parts/name-input.tsx';
import { PURPOSES, useNames } from '../../parts/names.ts';
import { PageHeader } from '../../parts/page-header.tsx';
import { StateBadge } from '../../parts/state-badge.tsx';
import { useTell } from '../../parts/tell.ts';
import { itemsOf } from '../../queries/client.ts';
import { useChannels } from '../../queries/sending.ts';
import { useMay } from '../../queries/session.ts';
import { useArchiveWording, useSaveWording, useWording, useWordings } from '../../queries/wordings.ts';
import { usePageParams } from '../../router.tsx';
import { FRAME, useLanguage, useWords } from '../../words.ts';

const NEW = 'new';

/** One wording: its words, every version of them, and the forms that take it. */
export function Page() {
  const t = useWords('wordings');
  const { key } = usePageParams();
  const { data, error, isPending, refetch } = useWording(key!, key !== NEW);
  const mark = data && (
    <StateBadge
      mood={data.archivedAt ? 'away' : 'good'}
      label={data.archivedAt ? t('archived') : t('number', { version: data.version })}
    />
  );
  return (
    <>
      <PageHeader
        title={data?.name ?? t('newTitle')}
        text={t('oneText')}
        back={{ to: '/settings/wordings', label: t('title') }}
        mark={mark}
      />
      <ErrorNote error={error} onRetry={() => void refetch()} />
      {key !== NEW && isPending && <Skeleton h={320} />}
      {(key === NEW || data) && (
        <Stack gap="md" maw={880}>
          <Editor key={key} wording={data ?? null} />
          {data && <Forms wording={data} />}
          {data && <Versions wording={data} />}
        </Stack>
      )}
    </>
  );
}

const givenBy = (wording: WordingWhole | null) => ({
  name: wording?.name ?? '',
  channel: wording?.channel ?? ('email' as const),
  purpose: wording?.purpose ?? 'marketing',
  text: { fr: wording?.text.fr ?? '', en: wording?.text.en ?? '' },
  source: wording?.source ?? '',
});

function Editor({ wording }: { wording: WordingWhole | null }) {
  const t = useWords('wordings');
  const frame = useWords(FRAME);
  const may = useMay();
  const tell = useTell();
  const navigate = useNavigate();
  const save = useSaveWording();
  const taken = itemsOf(useWordings()).map(({ key }) => key);
  const [given, setGiven] = useState(() => givenBy(wording));
  const [kept, setKept] = useState(given);
  const unsaved = useRef(false);
  unsaved.current = inOrder(given) !== inOrder(kept);
  const put = (change: Partial<typeof given>) => setGiven((before) => ({ ...before, ...change }));
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const key = wording?.key ?? freeKey(given.name, taken);
    const saved = await save.mutateAsync({ key, ...given }).catch(() => null);
    if (!saved) return;
    setKept(given);
    unsaved.current = false;
    tell(t('saved', { version: saved.version }));
    if (!wording) await navigate({ to: `/settings/wordings/${saved.key}`, replace: true });
  };
  const readOnly = !may('wordings.write');
  return (
    <Card title={t('words')} text={t('wordsText')}>
      <Leaving unsaved={() => unsaved.current} />
      <form onSubmit={(event) => void send(event)}>
        <Stack>
          <TextInput
            label={t('name')}
            description={t('nameText')}
            value={given.name}
            onChange={({ currentTarget }) => put({ name: currentTarget.value })}
            disabled={readOnly}
            required
          />
          <Place given={given} put={put} fixed={wording !== null || readOnly} />
          {(['fr', 'en'] as const).map((language) => (
            <Textarea
              key={language}
              label={t(`in.${language}`)}
              lang={language}
              value={given.text[language]}
              onChange={({ currentTarget }) => put({ text: { ...given.text, [language]: currentTarget.value } })}
              autosize
              minRows={2}
              disabled={readOnly}
            />
          ))}
          <TextInput
            label={t('source')}
            description={t('sourceText')}
            value={given.source}
            onChange={({ currentTarget }) => put({ source: currentTarget.value })}
            disabled={readOnly}
          />
          <ErrorNote error={save.error} />
          {!readOnly && (
            <Group justify="space-between">
              {wording && !wording.archivedAt ? <Archive wording={wording} /> : <span />}
              <Button type="submit" loading={save.isPending} disabled={given.name.trim() === ''}>
                {frame('save')}
              </Button>
            </Group>
          )}
        </Stack>
      </form>
    </Card>
  );
}

const LONGEST_KEY = 60;

/** A key that no other wording has: the same name again is not another version of it. */
function freeKey(name: string, taken: readonly string[]): string {
  const key = keyFrom(name, 'wording').slice(0, LONGEST_KEY);
  const tries = [key, ...taken.map((_, at) => `${key}-${at + 2}`)];
  return tries.find((one) => !taken.includes(one)) ?? `${key}-${taken.length + 2}`;
}

type Place = { channel: WordingWhole['channel']; purpose: string };

/** What it is for: chosen once, because whoever agreed agreed to that. */
function Place({ given, put, fixed }: { given: Place; put: (change: Partial<Place>) => void; fixed: boolean }) {
  const t = useWords('wordings');
  const { language } = useLanguage();
  const { purpose: purposeOf } = useNames();
  const channels = itemsOf(useChannels()).filter(({ consent }) => consent !== 'none');
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <Select
        label={t('channel')}
        data={channels.map(({ kind, name }) => ({ value: kind, label: name[language] }))}
        value={given.channel}
        onChange={(channel) => channel && put({ channel: channel as Place['channel'] })}
        allowDeselect={false}
        disabled={fixed}
      />
      <NameInput
        label={t('purpose')}
        names={PURPOSES}
        nameOf={purposeOf}
        value={given.purpose}
        onChange={(purpose) => put({ purpose })}
        disabled={fixed}
      />
    </SimpleGrid>
  );
}

function Archive({ wording: { key, name } }: { wording: WordingWhole }) {
  const t = useWords('wordings');
  const archive = useArchiveWording();
  return (
    <Confirm
      title={t('archiveTitle', { name })}
      text={t('archiveText')}
      verb={t('archive')}
      danger
      onConfirm={() => archive.mutateAsync(key)}
      opener={(open) => (
        <Button variant="default" onClick={open}>
          {t('archive')}
        </Button>
      )}
    />
  );
}

function Forms({ wording: { forms, version } }: { wording: WordingWhole }) {
  const t = useWords('wordings');
  return (
    <Card title={t('forms')} text={t('formsText')}>
      {forms.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('noForms')}
        </Text>
      )}
      <Stack gap="xs">
        {forms.map((form) => (
          <Group key={form.key} justify="space-between" gap="xs">
            <Anchor component={Link} to={`/forms/${form.key}`} size="sm" miw={0} style={{ overflowWrap: 'anywhere' }}>
              {form.name}
            </Anchor>
            <StateBadge
              mood={form.version === version ? 'good' : form.version === null ? 'draft' : 'unsure'}
              label={
                form.version === null
                  ? t('notOnline')
                  : form.version === version
                    ? t('shows', { version })
                    : t('showsOld', { version: form.version })
              }
            />
          </Group>
        ))}
      </Stack>
    </Card>
  );
}

function Versions({ wording: { versions } }: { wording: WordingWhole }) {
  const t = useWords('wordings');
  return (
    <Card title={t('versions')} text={t('versionsText')}>
      <Stack gap="md">
        {versions.map(({ version, text, source, writtenAt }) => (
          <div key={version}>
            <Text size="sm" fw={600}>
              {t('number', { version })} · <DateTime value={writtenAt} />
            </Text>
            {(['fr', 'en'] as const).map(
              (language) =>
                text[language] && (
                  <Text key={language} size="sm" lang={language} style={{ overflowWrap: 'anywhere' }}>
                    {text[language]}
                  </Text>
                ),
            )}
            {source && (
              <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                {source}
              </Text>
            )}
          </div>
        ))}
      </Stack>
    </Card>
  );
}
