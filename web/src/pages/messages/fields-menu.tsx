import {
  ActionIcon,
  Button,
  Popover,
  ScrollArea,
  Stack,
  Text,
  TextInput,
  Tooltip,
  UnstyledButton,
} from '@mantine/core';
import { IconBraces } from '@tabler/icons-react';
import { useState } from 'react';
import { NameInput } from '../../parts/name-input.tsx';
import { useNames } from '../../parts/names.ts';
import { useSuggestions } from '../../queries/segments.ts';
import { useWords } from '../../words.ts';
import classes from './fields-menu.module.css';

/** What every message knows, beside what people and events of this shop have. */
const FIXED: { group: string; fields: string[] }[] = [
  { group: 'shop', fields: ['shop.name', 'shop.url', 'shop.postal_address', 'sender.name'] },
  { group: 'occasion', fields: ['coupon.code', 'coupon.amount', 'event.name'] },
  { group: 'links', fields: ['link.unsubscribe', 'link.preferences', 'link.view_in_browser'] },
  { group: 'footer', fields: ['footer.identity', 'footer.why'] },
];
/** Known of everybody by their own columns. */
const PROFILE = ['email', 'phone', 'locale'];
/** Told by us: they are never missing. */
const NEVER_MISSING = /^(shop|sender|link|footer)\./;
const LETTERS_IN_ROW = /^[a-zA-Z_][\w]*$/;

type Props = {
  onPick: (liquid: string) => void;
  /** A small button beside a field, named after it. */
  compact?: boolean;
  into?: string;
};

/** The fields that exist, from the shop's own data; what is picked is written where the cursor stands. */
export function FieldsMenu({ onPick, compact = false, into }: Props) {
  const t = useWords('messages');
  const [opened, setOpened] = useState(false);
  const label = into ? t('fields.into', { field: into }) : t('fields.insert');
  const pick = (path: string) => {
    setOpened(false);
    onPick(liquidOf(path, t('fields.otherwise')));
  };
  const toggle = () => setOpened(!opened);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={320} trapFocus returnFocus shadow="md">
      <Popover.Target>
        {compact ? (
          <Tooltip label={label}>
            <ActionIcon size={36} variant="default" aria-label={label} onClick={toggle}>
              <IconBraces size={18} aria-hidden />
            </ActionIcon>
          </Tooltip>
        ) : (
          <Button variant="default" size="xs" leftSection={<IconBraces size={16} aria-hidden />} onClick={toggle}>
            {label}
          </Button>
        )}
      </Popover.Target>
      <Popover.Dropdown aria-label={label}>{opened && <Fields onPick={pick} />}</Popover.Dropdown>
    </Popover>
  );
}

/** A value that may be missing says what stands in its place: without one, the person would get no message. */
function liquidOf(path: string, otherwise: string): string {
  return NEVER_MISSING.test(path) ? `{{ ${path} }}` : `{{ ${path} | default: "${otherwise}" }}`;
}

function Fields({ onPick }: { onPick: (path: string) => void }) {
  const t = useWords('messages');
  const names = useNames();
  const [search, setSearch] = useState('');
  const [event, setEvent] = useState('');
  const traits = useSuggestions({ of: 'traits' }).data?.items ?? [];
  const events = useSuggestions({ of: 'events' }).data?.items ?? [];
  const known = events.some(({ value }) => value === event);
  const properties = useSuggestions({ of: 'properties', event }, known).data?.items ?? [];
  const named = traits.map(({ value }) => value).filter((name) => LETTERS_IN_ROW.test(name));
  const groups = [
    { group: 'person', fields: [...new Set([...named, ...PROFILE])].map((name) => `user.${name}`) },
    ...FIXED,
    {
      group: 'event',
      fields: known
        ? properties.filter(({ value }) => LETTERS_IN_ROW.test(value)).map(({ value }) => `event.${value}`)
        : [],
    },
  ];
  const nameOf = (path: string): string => {
    const [group, ...rest] = path.split('.');
    const own = group === 'user' || (group === 'event' && path !== 'event.name');
    return own ? names.field(rest.join('.')) : names.liquid(path);
  };
  const fits = (path: string) => `${nameOf(path)} ${path}`.toLowerCase().includes(search.trim().toLowerCase());
  return (
    <Stack gap="xs">
      <TextInput
        aria-label={t('fields.search')}
        placeholder={t('fields.search')}
        value={search}
        onChange={({ currentTarget }) => setSearch(currentTarget.value)}
        data-autofocus
      />
      <ScrollArea.Autosize
        mah={320}
        type="auto"
        viewportProps={{ tabIndex: 0, 'aria-label': t('fields.insert') } as object}
      >
        {groups.map(({ group, fields }) => {
          const shown = fields.filter(fits);
          if (shown.length === 0) return null;
          return (
            <section key={group} aria-label={t(`fields.groups.${group}`)}>
              <Text size="xs" c="dimmed" fw={600} mt="xs">
                {t(`fields.groups.${group}`)}
              </Text>
              {shown.map((path) => (
                <UnstyledButton key={path} className={classes.field} onClick={() => onPick(path)}>
                  {nameOf(path)}
                  <Text span size="xs" c="dimmed" ff="monospace">
                    {path}
                  </Text>
                </UnstyledButton>
              ))}
            </section>
          );
        })}
      </ScrollArea.Autosize>
      {events.length > 0 && (
        <NameInput
          label={t('fields.ofEvent')}
          placeholder={t('fields.eventPlaceholder')}
          names={events.map(({ value }) => value)}
          nameOf={names.event}
          value={event}
          onChange={setEvent}
          comboboxProps={{ withinPortal: false }}
        />
      )}
    </Stack>
  );
}
