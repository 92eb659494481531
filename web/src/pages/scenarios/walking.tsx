import { Alert, Button, Grid, Group, Paper, Select, Stack, Text, Timeline, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPlus, IconWalk } from '@tabler/icons-react';
import { useState } from 'react';
import type { Walk } from '../../../../src/api/contract.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { DateTime } from '../../parts/figures.tsx';
import { NumberField } from '../../parts/number-field.tsx';
import { nameOf } from '../../parts/person-name.ts';
import { Named } from '../../parts/rule/value.tsx';
import { StateBadge } from '../../parts/state-badge.tsx';
import { itemsOf } from '../../queries/client.ts';
import { useClock } from '../../queries/clock.ts';
import { usePeople, usePerson } from '../../queries/people.ts';
import { useWalk } from '../../queries/scenarios.ts';
import { usePageSearch } from '../../router.tsx';
import { useLanguage, useWords } from '../../words.ts';
import type { Editor } from './editor.ts';
import { lookOf } from './icons.ts';
import type { Sentences } from './sentence.ts';

const DAY_MS = 86_400_000;
const PAUSE_MS = 250;
type Deed = { event: string; day: number };
/** `onWalked`: the steps that were come to, for the drawing. */
type Props = { editor: Editor; sentences: Sentences; onWalked: (steps: ReadonlySet<string>) => void };

/** One person walks through the draft on a clock that is moved: when they would come to which step, and what would be said. */
export function Walking({ editor, sentences, onWalked }: Props) {
  const t = useWords('scenarios');
  const walk = useWalk();
  const { data: clock } = useClock();
  const search = usePageSearch();
  const [person, setPerson] = useState<string | null>(search.person ?? null);
  const [deeds, setDeeds] = useState<Deed[]>([]);
  const go = () => {
    const from = new Date(clock?.now ?? Date.now());
    const at = ({ event, day }: Deed) => ({ event, at: new Date(from.getTime() + day * DAY_MS).toISOString() });
    const question = {
      draft: editor.draft,
      personId: person!,
      from: from.toISOString(),
      deeds: deeds.filter(({ event }) => event.trim() !== '').map(at),
    };
    walk.mutate(question, { onSuccess: ({ steps }) => onWalked(new Set(steps.map(({ step }) => step))) });
  };
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, md: 4 }}>
        <Paper withBorder p="md">
          <Stack gap="md">
            <Text size="sm" c="dimmed">
              {t('walk.text')}
            </Text>
            <Who person={person} onChange={setPerson} />
            <Deeds deeds={deeds} onChange={setDeeds} />
            <ErrorNote error={walk.error} />
            <Button
              leftSection={<IconWalk size={16} aria-hidden />}
              disabled={person === null || editor.faults.length > 0}
              loading={walk.isPending}
              onClick={go}
            >
              {t('walk.go')}
            </Button>
            {editor.faults.length > 0 && (
              <Text size="sm" c="dimmed">
                {t('walk.faults')}
              </Text>
            )}
          </Stack>
        </Paper>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 8 }}>
        {walk.data ? (
          <Way walk={walk.data} editor={editor} sentences={sentences} />
        ) : (
          <EmptyState icon={IconWalk} title={t('walk.none')} text={t('walk.noneText')} />
        )}
      </Grid.Col>
    </Grid>
  );
}

/** Somebody by name, address or number; an address of this page may name them already. */
function Who({ person, onChange }: { person: string | null; onChange: (id: string | null) => void }) {
  const t = useWords('scenarios');
  const [typed, setTyped] = useState<string | null>(null);
  const [search] = useDebouncedValue(typed ?? '', PAUSE_MS);
  const { data: chosen } = usePerson(person ?? '', person !== null);
  const labelOf = (one: Parameters<typeof nameOf>[0]) => (one.email ? `${nameOf(one)} · ${one.email}` : nameOf(one));
  const known = chosen ? [{ value: chosen.id, label: labelOf(chosen) }] : [];
  // What is written when somebody was chosen is their label: nothing to search for.
  const isLabel = known.some(({ label }) => label === search);
  const found = itemsOf(usePeople(isLabel ? '' : search)).map((one) => ({ value: one.id, label: labelOf(one) }));
  const data = [...known, ...found.filter(({ value }) => value !== chosen?.id)];
  return (
    <Select
      label={t('walk.person')}
      placeholder={t('walk.search')}
      searchable
      value={person}
      searchValue={typed ?? known[0]?.label ?? ''}
      onSearchChange={setTyped}
      onChange={onChange}
      data={data}
      // The server has searched already, by more than the label.
      filter={({ options }) => options}
      nothingFoundMessage={t('fields.nothingFound')}
    />
  );
}

function Deeds({ deeds, onChange }: { deeds: Deed[]; onChange: (deeds: Deed[]) => void }) {
  const t = useWords('scenarios');
  const set = (at: number, fields: Partial<Deed>) =>
    onChange(deeds.map((one, i) => (i === at ? { ...one, ...fields } : one)));
  return (
    <Stack gap="xs">
      <Text size="sm" fw={500}>
        {t('walk.deeds')}
      </Text>
      {deeds.map((deed, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a deed has no name of its own
        <Group key={at} gap="xs" role="group" aria-label={t('walk.deed', { number: at + 1 })}>
          <Named
            label={t('fields.event')}
            value={deed.event}
            onChange={(event) => set(at, { event })}
            from={{ of: 'events' }}
            width={170}
          />
          <NumberField
            aria-label={t('walk.day')}
            prefix={t('walk.dayPrefix')}
            value={deed.day}
            onChange={(day) => day >= 0 && set(at, { day })}
            min={0}
            w={100}
          />
        </Group>
      ))}
      <Button
        variant="default"
        size="compact-sm"
        w="fit-content"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => onChange([...deeds, { event: '', day: 1 }])}
      >
        {t('walk.addDeed')}
      </Button>
    </Stack>
  );
}

/** The way, moment by moment. */
function Way({ walk, editor, sentences }: { walk: Walk; editor: Editor; sentences: Sentences }) {
  const t = useWords('scenarios');
  if (!walk.enters) return <Alert color="yellow">{t('walk.staysOut')}</Alert>;
  return (
    <section aria-label={t('walk.way')}>
      <Title order={2} size="h3" mb="md">
        {t('walk.way')}
      </Title>
      <Timeline bulletSize={28} lineWidth={2} color="gray">
        {walk.steps.map((one) => {
          const { icon: Icon } = lookOf(editor.draft.steps[one.step]?.kind ?? '');
          return (
            <Timeline.Item
              key={`${one.path} ${one.step} ${one.visit}`}
              bullet={<Icon size={15} aria-hidden />}
              title={sentences.stepOf(editor.draft, one.step)}
            >
              <Text size="sm" c="dimmed">
                <DateTime value={one.at} />
                {one.until && (
                  <>
                    {` · ${t('walk.until')} `}
                    <DateTime value={one.until} />
                  </>
                )}
              </Text>
              {one.message && <Said message={one.message} />}
            </Timeline.Item>
          );
        })}
        <Timeline.Item title={walk.end ? sentences.end(editor.draft, walk.end.reason) : t('walk.stopped')}>
          <Text size="sm" c="dimmed">
            <DateTime value={walk.end?.at ?? walk.stoppedAt} />
          </Text>
        </Timeline.Item>
      </Timeline>
    </section>
  );
}

function Said({ message }: { message: NonNullable<Walk['steps'][number]['message']> }) {
  const t = useWords('scenarios');
  const { language } = useLanguage();
  const leaves = message.state !== 'refused';
  return (
    <Group gap="xs" mt={4}>
      <StateBadge mood={leaves ? 'good' : 'paused'} label={leaves ? t('walk.leaves') : t('walk.refused')} />
      {message.says && <Text size="sm">{message.says[language]}</Text>}
    </Group>
  );
}
