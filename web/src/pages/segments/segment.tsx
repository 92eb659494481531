import { Button, Grid, Group, Paper, Skeleton, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { Segment } from '../../../../src/api/contract.ts';
import { AddressTabs } from '../../parts/address-tabs.tsx';
import { useByHand } from '../../parts/by-hand.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { ConflictNote } from '../../parts/conflict-note.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { keyFrom } from '../../parts/key.ts';
import { Leaving } from '../../parts/leaving.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { LiveCount } from '../../parts/rule/live-count.tsx';
import { asGroup, isComplete, type Rule } from '../../parts/rule/rule.ts';
import { RuleEditor } from '../../parts/rule/rule-editor.tsx';
import { useTell } from '../../parts/tell.ts';
import { readSegment, useArchiveSegment, useSaveSegment, useSegment } from '../../queries/segments.ts';
import { useMay } from '../../queries/session.ts';
import { usePageParams } from '../../router.tsx';
import { useLanguage, useWords } from '../../words.ts';
import { Members } from './members.tsx';
import { OverTime } from './over-time.tsx';
import { Uses } from './uses.tsx';

const NEW = 'new';

/** One segment: who it is about, how many, who they are. */
export function Page() {
  const { key = NEW } = usePageParams();
  const isNew = key === NEW;
  const { data, error, isPending } = useSegment(key, !isNew);
  if (error) return <NotThere error={error} />;
  if (!isNew && isPending) return <Skeleton h={200} />;
  return isNew ? <Editor key={NEW} segment={null} /> : <Whole segment={data!} />;
}

function NotThere({ error }: { error: unknown }) {
  const t = useWords('segments');
  return (
    <>
      <PageHeader title={t('title')} back={{ to: '/segments', label: t('title') }} />
      <ErrorNote error={error} />
    </>
  );
}

function Whole({ segment }: { segment: Segment }) {
  const t = useWords('segments');
  const { language } = useLanguage();
  const may = useMay();
  return (
    <>
      <PageHeader
        title={segment.name}
        text={segment.description || segment.says[language]}
        back={{ to: '/segments', label: t('title') }}
        actions={may('segments.write') && <Archive segment={segment} />}
      />
      <AddressTabs
        tabs={[
          { key: 'rule', label: t('tabs.rule'), body: <Editor key={segment.key} segment={segment} />, kept: true },
          { key: 'members', label: t('tabs.members'), body: <Members segment={segment.key} /> },
          { key: 'time', label: t('tabs.time'), body: <OverTime segment={segment.key} /> },
          { key: 'uses', label: t('tabs.uses'), body: <Uses segment={segment.key} /> },
        ]}
      />
    </>
  );
}

type Draft = { name: string; description: string; rule: Rule };
const draftOf = (segment: Segment | null): Draft => ({
  name: segment?.name ?? '',
  description: segment?.description ?? '',
  rule: asGroup(segment?.rule),
});

/** Name and rule beside the count; a new one gets its key from its name. */
function Editor({ segment }: { segment: Segment | null }) {
  const t = useWords('segments');
  const may = useMay();
  const tell = useTell();
  const navigate = useNavigate();
  const keep = useSaveSegment();
  const hand = useByHand<Segment, Draft>({
    thing: segment,
    draftOf,
    send: ({ name, ...rest }, revision) =>
      keep.mutateAsync({ key: segment?.key ?? segmentKey(name), name: name.trim(), ...rest, revision }),
    read: () => readSegment(segment!.key),
    faster: 'SEG_CHANGED',
  });
  const { draft, put } = hand;
  const { name, description, rule } = draft;
  const ready = name.trim() !== '' && isComplete(rule);
  const save = async () => {
    const kept = await hand.save();
    tell(t('saved', { name: kept.name }));
    if (!segment) await navigate({ to: `/segments/${encodeURIComponent(kept.key)}` });
  };
  return (
    <>
      {!segment && <PageHeader title={t('new')} text={t('newText')} back={{ to: '/segments', label: t('title') }} />}
      <Leaving unsaved={hand.unsaved} saving={hand.saving} />
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <Stack gap="md">
            {hand.other && <ConflictNote other={hand.other} onTheirs={hand.takeTheirs} onMine={hand.overwrite} />}
            <TextInput
              label={t('name')}
              placeholder={t('namePlaceholder')}
              value={name}
              onChange={({ currentTarget }) => put({ name: currentTarget.value })}
              maxLength={200}
              required
            />
            <Textarea
              label={t('description')}
              value={description}
              onChange={({ currentTarget }) => put({ description: currentTarget.value })}
              autosize
              maxRows={4}
            />
            <div>
              <Title order={2} mb="xs">
                {t('who')}
              </Title>
              <RuleEditor key={hand.times} rule={rule} onChange={(next) => put({ rule: next })} label={t('who')} />
            </div>
            <ErrorNote error={hand.error} />
            {may('segments.write') && (
              <Group>
                <Button disabled={!ready} loading={hand.pending} onClick={() => void save().catch(() => {})}>
                  {segment ? t('save') : t('create')}
                </Button>
                {!ready && (
                  <Text size="sm" c="dimmed">
                    {name.trim() === '' ? t('needsName') : t('needsRule')}
                  </Text>
                )}
              </Group>
            )}
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <Paper withBorder p="md" style={{ position: 'sticky', top: 72 }}>
            <Title order={2} mb="sm">
              {t('howMany')}
            </Title>
            <LiveCount rule={rule} />
          </Paper>
        </Grid.Col>
      </Grid>
    </>
  );
}

/** Keys of segments begin with a letter: “2026 · Lyon” → `segment-2026-lyon`. */
function segmentKey(name: string): string {
  const key = keyFrom(name);
  return /^[a-z]/.test(key) ? key : keyFrom(`segment ${name}`);
}

function Archive({ segment }: { segment: Segment }) {
  const t = useWords('segments');
  const navigate = useNavigate();
  const archive = useArchiveSegment();
  return (
    <Confirm
      title={t('archive.title', { name: segment.name })}
      text={t('archive.text')}
      verb={t('archive.verb')}
      danger
      onConfirm={async () => {
        await archive.mutateAsync(segment.key);
        await navigate({ to: '/segments', ignoreBlocker: true });
      }}
      opener={(open) => (
        <Button variant="default" onClick={open}>
          {t('archive.verb')}
        </Button>
      )}
    />
  );
}
