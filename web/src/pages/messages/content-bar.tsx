import { ActionIcon, Button, Group, Menu, Tabs, Text, Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconLanguage, IconTrash, IconUsersGroup } from '@tabler/icons-react';
import { itemsOf } from '../../queries/client.ts';
import { useSegments } from '../../queries/segments.ts';
import { useShop } from '../../queries/settings.ts';
import type { Source } from '../../queries/templates.ts';
import { useWords } from '../../words.ts';
import {
  type At,
  languagesOf,
  moveVariant,
  withLanguage,
  withoutLanguage,
  withoutVariant,
  withVariant,
} from './contents.ts';
import { LANGUAGES, languageName } from './languages.ts';

type Props = {
  source: Source;
  at: At;
  onAt: (at: At) => void;
  onChange: (source: Source) => void;
  readOnly: boolean;
};

const EVERYBODY = 'everybody';
const OWN = 'own';

/** Which content is being written: for whom, and in which language. Hidden chores until there is a second one. */
export function ContentBar(props: Props) {
  const { source, at, onAt, onChange, readOnly } = props;
  const variants = source.variants ?? [];
  return (
    <div>
      {variants.length > 0 && <Variants {...props} />}
      <Group justify="space-between" gap="xs" align="flex-end">
        <Languages source={source} at={at} onAt={onAt} onChange={onChange} readOnly={readOnly} />
        {!readOnly && (
          <Group gap="xs">
            <AddLanguage source={source} onChange={onChange} onAt={onAt} at={at} />
            <AddVariant source={source} onChange={onChange} onAt={onAt} />
          </Group>
        )}
      </Group>
    </div>
  );
}

function Languages({ source, at, onAt, onChange, readOnly }: Props) {
  const t = useWords('messages');
  const { locale } = useShop();
  const own = source.language ?? locale.slice(0, 2);
  const names = languagesOf(source, at.segment);
  return (
    <Group gap={4}>
      <Tabs
        value={at.language ?? OWN}
        onChange={(next) => onAt({ ...at, language: next === OWN || next === null ? undefined : next })}
        variant="pills"
        color="gray"
      >
        <Tabs.List aria-label={t('languages')}>
          <Tabs.Tab value={OWN}>{languageName(own, t)}</Tabs.Tab>
          {names.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {languageName(name, t)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      {at.language !== undefined && !readOnly && (
        <Tooltip label={t('language.remove', { language: languageName(at.language, t) })}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('language.remove', { language: languageName(at.language, t) })}
            onClick={() => {
              onChange(withoutLanguage(source, at.language!));
              onAt({ ...at, language: undefined });
            }}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
    </Group>
  );
}

function AddLanguage({ source, at, onAt, onChange }: Omit<Props, 'readOnly'>) {
  const t = useWords('messages');
  const { locale } = useShop();
  const taken = new Set([source.language ?? locale.slice(0, 2), ...languagesOf(source)]);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="subtle" size="xs" leftSection={<IconLanguage size={16} aria-hidden />}>
          {t('language.add')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('language.text')}</Menu.Label>
        {LANGUAGES.filter((name) => !taken.has(name)).map((name) => (
          <Menu.Item
            key={name}
            onClick={() => {
              onChange(withLanguage(source, name));
              onAt({ ...at, language: name });
            }}
          >
            {languageName(name, t)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

const MOST_SHOWN = 50;

function AddVariant({ source, onAt, onChange }: Omit<Props, 'readOnly' | 'at'>) {
  const t = useWords('messages');
  const segments = itemsOf(useSegments());
  const taken = new Set((source.variants ?? []).map(({ segment }) => segment));
  const free = segments.filter(({ key }) => !taken.has(key)).slice(0, MOST_SHOWN);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="subtle" size="xs" leftSection={<IconUsersGroup size={16} aria-hidden />}>
          {t('variants.add')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
        <Menu.Label maw={280} style={{ whiteSpace: 'normal' }}>
          {t(free.length === 0 ? 'variants.noSegment' : 'variants.text')}
        </Menu.Label>
        {free.map(({ key, name }) => (
          <Menu.Item
            key={key}
            onClick={() => {
              onChange(withVariant(source, key));
              onAt({ segment: key });
            }}
          >
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** First match wins: the order of the tabs is the order in which segments are asked. */
function Variants({ source, at, onAt, onChange, readOnly }: Props) {
  const t = useWords('messages');
  const names = new Map(itemsOf(useSegments()).map(({ key, name }) => [key, name]));
  const variants = source.variants ?? [];
  const named = (key: string) => names.get(key) ?? key;
  const nth = variants.findIndex(({ segment }) => segment === at.segment);
  return (
    <Group gap="xs" mb="xs">
      <Text size="sm" c="dimmed">
        {t('variants.for')}
      </Text>
      <Tabs
        value={at.segment ?? EVERYBODY}
        onChange={(next) => onAt({ ...at, segment: next === EVERYBODY || next === null ? undefined : next })}
      >
        <Tabs.List aria-label={t('variants.label')}>
          {variants.map(({ segment }) => (
            <Tabs.Tab key={segment} value={segment}>
              {named(segment)}
            </Tabs.Tab>
          ))}
          <Tabs.Tab value={EVERYBODY}>{t('variants.everybody')}</Tabs.Tab>
        </Tabs.List>
      </Tabs>
      {nth >= 0 && !readOnly && (
        <Group gap={2}>
          <Tool
            label={t('variants.earlier')}
            disabled={nth === 0}
            onClick={() => onChange(moveVariant(source, at.segment!, -1))}
          >
            <IconArrowUp size={16} aria-hidden />
          </Tool>
          <Tool
            label={t('variants.later')}
            disabled={nth === variants.length - 1}
            onClick={() => onChange(moveVariant(source, at.segment!, 1))}
          >
            <IconArrowDown size={16} aria-hidden />
          </Tool>
          <Tool
            label={t('variants.remove', { segment: named(at.segment!) })}
            onClick={() => {
              onChange(withoutVariant(source, at.segment!));
              onAt({ language: at.language });
            }}
          >
            <IconTrash size={16} aria-hidden />
          </Tool>
        </Group>
      )}
    </Group>
  );
}

function Tool(props: { label: string; disabled?: boolean; onClick: () => void; children: React.ReactNode }) {
  const { label, disabled = false, onClick, children } = props;
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" aria-label={label} disabled={disabled} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
