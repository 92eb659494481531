/** What people choose among on the pages of their own: topics, each on its channels, and lists; named in both languages, because the pages speak both. */
import { ActionIcon, Button, Group, MultiSelect, Paper, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { plainKey } from '../../parts/key.ts';
import { NameInput } from '../../parts/name-input.tsx';
import { PURPOSES, useNames } from '../../parts/names.ts';
import { itemsOf } from '../../queries/client.ts';
import { useLists } from '../../queries/lists.ts';
import { useChannels } from '../../queries/sending.ts';
import { useLanguage, useWords } from '../../words.ts';

type Name = { fr: string; en: string };
type Topic = { purpose: string; name: Name; channels: string[] };
type OfList = { list: string; name: Name };
type Props<Choice> = {
  value: Choice[];
  /** As the server has them: what is new takes what it is kept under from its name. */
  saved: readonly Choice[];
  onChange: (value: Choice[]) => void;
  readOnly: boolean;
};

export function TopicsField(props: Props<Topic>) {
  const t = useWords('settings');
  const { language } = useLanguage();
  const { purpose: nameOf } = useNames();
  const channels = itemsOf(useChannels()).filter(({ consent }) => consent !== 'none');
  return (
    <Choices
      {...props}
      kept="purpose"
      add={t('choices.addTopic')}
      fresh={{ purpose: '', name: { fr: '', en: '' }, channels: ['email'] }}
      more={(topic, put) => (
        <>
          <NameInput
            label={t('choices.purpose')}
            description={t('choices.purposeText')}
            names={PURPOSES.filter((one) => one !== 'measure')}
            nameOf={nameOf}
            value={topic.purpose}
            onChange={(purpose) => put({ purpose })}
            disabled={props.readOnly}
          />
          <MultiSelect
            label={t('choices.channels')}
            description={t('choices.channelsText')}
            data={channels.map(({ kind, name }) => ({ value: kind, label: name[language] }))}
            value={topic.channels}
            onChange={(next) => put({ channels: next })}
            disabled={props.readOnly}
          />
        </>
      )}
    />
  );
}

export function ListsField(props: Props<OfList>) {
  const t = useWords('settings');
  const lists = itemsOf(useLists());
  return (
    <Choices
      {...props}
      kept="list"
      add={t('choices.addList')}
      fresh={{ list: '', name: { fr: '', en: '' } }}
      more={(one, put) => (
        <NameInput
          label={t('choices.list')}
          names={lists.map(({ key }) => key)}
          nameOf={(raw) => lists.find(({ key }) => key === raw)?.name || raw}
          value={one.list}
          onChange={(list) => put({ list })}
          disabled={props.readOnly}
        />
      )}
    />
  );
}

type ChoicesProps<Choice> = Props<Choice> & {
  /** The field that holds what a choice is kept under. */
  kept: 'purpose' | 'list';
  add: string;
  fresh: Choice;
  more: (choice: Choice, put: (change: Partial<Choice>) => void) => ReactNode;
};

function Choices<Choice extends { name: Name }>(props: ChoicesProps<Choice>) {
  const { value, saved, onChange, readOnly, kept, add, fresh, more } = props;
  const t = useWords('settings');
  const keyOf = (choice: Choice) => String((choice as Record<string, unknown>)[kept]);
  const put = (at: number) => (change: object) =>
    onChange(value.map((one, index) => (index === at ? { ...one, ...change } : one)));
  const rename = (at: number, choice: Choice) => (name: Name) => {
    const isNew = !saved.some((one) => keyOf(one) === keyOf(choice)) && keyOf(choice) === plainKey(choice.name.fr);
    put(at)({ name, ...(isNew && { [kept]: plainKey(name.fr) }) });
  };
  const remove = (at: number) => onChange(value.filter((_, index) => index !== at));
  return (
    <Stack gap="sm">
      {value.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('choices.none')}
        </Text>
      )}
      {value.map((choice, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: its place is what a choice is known by while it is written
        <Paper key={at} withBorder p="sm">
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <NameFields name={choice.name} onChange={rename(at, choice)} readOnly={readOnly} />
            {more(choice, put(at))}
          </SimpleGrid>
          {!readOnly && <Remove name={choice.name.fr} onRemove={() => remove(at)} />}
        </Paper>
      ))}
      {!readOnly && (
        <Group>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => onChange([...value, fresh])}
          >
            {add}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

type NameProps = { name: Name; onChange: (name: Name) => void; readOnly: boolean };

/** The English name is the French one until somebody says otherwise. */
function NameFields({ name, onChange, readOnly }: NameProps) {
  const t = useWords('settings');
  return (
    <>
      <TextInput
        label={t('choices.fr')}
        value={name.fr}
        lang="fr"
        disabled={readOnly}
        onChange={({ currentTarget: { value: fr } }) => onChange({ fr, en: name.en === name.fr ? fr : name.en })}
      />
      <TextInput
        label={t('choices.en')}
        value={name.en}
        lang="en"
        disabled={readOnly}
        onChange={({ currentTarget: { value: en } }) => onChange({ ...name, en })}
      />
    </>
  );
}

function Remove({ name, onRemove }: { name: string; onRemove: () => void }) {
  const t = useWords('settings');
  return (
    <Group justify="flex-end" mt="xs">
      <ActionIcon variant="default" size="lg" aria-label={t('choices.remove', { name })} onClick={onRemove}>
        <IconTrash size={18} aria-hidden />
      </ActionIcon>
    </Group>
  );
}
