import { Alert, Group, Paper, Select, Stack, Text, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconMailOff } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import type { Looked } from '../../../../src/api/contract.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { MessageFrame } from '../../parts/message-frame.tsx';
import { nameOf } from '../../parts/person-name.ts';
import { SkipNote } from '../../parts/skip-note.tsx';
import { itemsOf } from '../../queries/client.ts';
import { usePeople } from '../../queries/people.ts';
import { useWords } from '../../words.ts';
import classes from './preview.module.css';

type Props = {
  look: UseQueryResult<Looked>;
  person: string | null;
  onPerson: (id: string | null) => void;
  channel: string;
};

/** The message as somebody reads it: a made-up person, or anybody of the shop. */
export function Preview({ look, person, onPerson, channel }: Props) {
  const t = useWords('messages');
  const { data, error } = look;
  return (
    <Stack gap="sm" component="section" aria-label={t('preview.title')} aria-busy={look.isFetching || undefined}>
      <Group justify="space-between" align="flex-end">
        <Title order={2}>{t('preview.title')}</Title>
        <PersonSelect person={person} onPerson={onPerson} />
      </Group>
      {error && <ErrorNote error={error} />}
      {data && <Shown looked={data} channel={channel} />}
    </Stack>
  );
}

function Shown({ looked: { message, skip }, channel }: { looked: Looked; channel: string }) {
  const t = useWords('messages');
  if (skip) return <SkipNote skip={skip} />;
  if (!message) {
    return (
      <Alert color="red" icon={<IconMailOff aria-hidden />} title={t('preview.blocked')}>
        {t('preview.blockedText')}
      </Alert>
    );
  }
  if (channel === 'email') {
    return (
      <MessageFrame subject={message.subject} html={message.html} text={message.text} title={t('preview.title')} />
    );
  }
  return (
    <Paper withBorder p="lg" maw={375}>
      <Text size="xs" c="dimmed" mb="xs">
        {message.from?.name ?? ''}
      </Text>
      <Text className={classes.bubble}>{message.text}</Text>
      {message.sms && (
        <Text size="sm" mt="md" role="status">
          {t('sms.parts', { count: message.sms.parts, units: message.sms.units, most: message.sms.perPart })}
        </Text>
      )}
    </Paper>
  );
}

const SEARCH_AFTER_MS = 250;
const NOBODY = '';

function PersonSelect({ person, onPerson }: Pick<Props, 'person' | 'onPerson'>) {
  const t = useWords('messages');
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<{ value: string; label: string } | null>(null);
  const [search] = useDebouncedValue(typed, SEARCH_AFTER_MS);
  const people = itemsOf(usePeople(search === chosen?.label ? '' : search));
  const found = people.map((one) => ({
    value: one.id,
    label: [nameOf(one), one.email].filter((part, at, all) => part && all.indexOf(part) === at).join(' · '),
  }));
  const options = [
    { value: NOBODY, label: t('preview.example') },
    ...(chosen && !found.some(({ value }) => value === chosen.value) ? [chosen] : []),
    ...found,
  ];
  return (
    <Select
      label={t('preview.as')}
      searchable
      data={options}
      // The server searched already, in more than the name that is shown.
      filter={({ options: all }) => all}
      value={person ?? NOBODY}
      searchValue={typed}
      onSearchChange={setTyped}
      onChange={(next) => {
        setChosen(options.find(({ value }) => value === next) ?? null);
        onPerson(next === NOBODY ? null : next);
      }}
      nothingFoundMessage={t('preview.nobody')}
      maxDropdownHeight={280}
      w={280}
    />
  );
}
