import { Anchor, Box, Button, Collapse, Group, Skeleton, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconClick, IconMail, IconMailOff, IconShoppingBag, type TablerIcon } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { TimelineItem } from '../../../../src/api/contract.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { DateTime, Money, Num } from '../../parts/figures.tsx';
import { useNames } from '../../parts/names.ts';
import { itemsOf } from '../../queries/client.ts';
import { useTimeline } from '../../queries/people.ts';
import { useScenarioNames } from '../../queries/scenario-names.ts';
import { useLanguage, useWords } from '../../words.ts';
import { Value } from './value.tsx';

/** Everything that happened, newest first: what they did, what they bought, what we said and what we did not say. */
export function Timeline({ person }: { person: string }) {
  const t = useWords('people');
  const list = useTimeline(person);
  const items = itemsOf(list).filter((item) => !isToldTwice(item));
  if (list.error) return <ErrorNote error={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <Skeleton h={240} />;
  if (items.length === 0) return <Text c="dimmed">{t('nothingYet')}</Text>;
  return (
    <Stack gap="md" component="ol" p={0} style={{ listStyle: 'none' }}>
      {items.map((item) => (
        <Box component="li" key={`${item.kind} ${idOf(item)}`}>
          <Line item={item} />
        </Box>
      ))}
      {list.hasNextPage && (
        <Group component="li">
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('earlier')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

const idOf = (item: TimelineItem) =>
  item.kind === 'event' ? item.id : item.kind === 'order' ? item.orderId + item.sale : item.key;

function Line({ item }: { item: TimelineItem }) {
  if (item.kind === 'order') return <Order item={item} />;
  if (item.kind === 'message') return <Message item={item} />;
  return <Happened item={item} />;
}

function Entry({
  icon: Icon,
  at,
  title,
  children,
}: {
  icon: TablerIcon;
  at: string;
  title: ReactNode;
  children?: ReactNode;
}) {
  return (
    <Group align="flex-start" gap="sm" wrap="nowrap">
      <ThemeIcon variant="light" color="gray" radius="xl" size={32}>
        <Icon size={18} aria-hidden />
      </ThemeIcon>
      <Box style={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>
        <Group gap="xs" justify="space-between">
          <Text fw={500} size="sm">
            {title}
          </Text>
          <Text size="xs" c="dimmed">
            <DateTime value={at} />
          </Text>
        </Group>
        {children}
      </Box>
    </Group>
  );
}

type EventItem = Extract<TimelineItem, { kind: 'event' }>;

/** What became of a message: the message itself stands in the list and says so. */
const ENDS = new Set(['Message Sent', 'Message Skipped', 'Message Failed', 'Message Recalled']);
const isToldTwice = (item: TimelineItem): boolean =>
  item.kind === 'event' && item.type === 'message' && item.of !== null && ENDS.has(item.name);

/** A page says its name; whatever else happened is named by what it was. */
const UNNAMED = new Set(['Page Viewed', 'Screen Viewed']);
const isVisit = ({ type }: EventItem): boolean => type === 'page' || type === 'screen';

/** Of what it was: the product, the page, the message of before Déclic. */
function aboutOf(item: EventItem): unknown[] {
  const { name, subject, query, title, template } = item.properties;
  if (isVisit(item)) return UNNAMED.has(item.name) ? [title, item.properties.url] : [item.name];
  return item.type === 'message' ? [template, name, subject] : [name, subject, query];
}

/** What happened, and with what. */
function useTold(): (item: EventItem) => string {
  const t = useWords('people');
  const { event } = useNames();
  const names = useScenarioNames();
  return (item) => {
    const { of } = item;
    const message = of && [of.scenario && (names.get(of.scenario) ?? of.scenario), of.title].filter(Boolean);
    const about =
      message ??
      aboutOf(item)
        .filter((one) => typeof one === 'string' && one !== '')
        .slice(0, 1);
    const what =
      isVisit(item) || item.name === '' ? t(`types.${item.type}`, { defaultValue: item.type }) : event(item.name);
    return [what, ...about].join(' · ');
  };
}

function Happened({ item }: { item: EventItem }) {
  const t = useWords('people');
  const told = useTold();
  const [opened, setOpened] = useState(false);
  const details = Object.keys(item.properties).length > 0;
  return (
    <Entry icon={IconClick} at={item.at} title={told(item)}>
      {item.of && (
        <Anchor component={Link} to={`/outbox/${item.of.key}`} size="xs" mr="sm">
          {t('readMessage')}
        </Anchor>
      )}
      {details && (
        <>
          <Anchor component="button" type="button" size="xs" aria-expanded={opened} onClick={() => setOpened(!opened)}>
            {t('details')}
          </Anchor>
          <Collapse expanded={opened}>
            <Box mt={4} fz="sm">
              <Value value={item.properties} />
            </Box>
          </Collapse>
        </>
      )}
    </Entry>
  );
}

function Order({ item }: { item: Extract<TimelineItem, { kind: 'order' }> }) {
  const t = useWords('people');
  const sold = item.sale === 'sale';
  const words = t(sold ? 'ordered' : 'cancelled', { id: item.orderId });
  return (
    <Entry
      icon={IconShoppingBag}
      at={item.at}
      title={
        <>
          {words} {item.total !== null && <Money value={item.total} currency={item.currency} />}
        </>
      }
    >
      {item.lines.slice(0, 5).map((line) => (
        <Text key={`${line.productId} ${line.nth}`} size="sm" c="dimmed">
          <Num value={line.quantity} /> × {line.name ?? line.productId} ·{' '}
          <Money value={line.price} currency={item.currency} />
        </Text>
      ))}
      {item.lines.length > 5 && (
        <Text size="xs" c="dimmed">
          {t('moreLines', { count: item.lines.length - 5 })}
        </Text>
      )}
    </Entry>
  );
}

function Message({ item }: { item: Extract<TimelineItem, { kind: 'message' }> }) {
  const t = useWords('people');
  const { language } = useLanguage();
  const left = item.outcome === 'sent';
  const names = useScenarioNames();
  const whose = item.scenario === null ? t('single') : (names.get(item.scenario) ?? item.scenario);
  const what = [whose, item.title].filter(Boolean).join(' · ');
  return (
    <Entry
      icon={left ? IconMail : IconMailOff}
      at={item.at}
      title={
        left
          ? t('messageSent', { what })
          : item.state === 'refused' || item.says
            ? t('messageNot', { what })
            : t('messageWaits', { what })
      }
    >
      {item.says && (
        <Text size="sm" c="dimmed">
          {item.says[language]}
        </Text>
      )}
      {left && (
        <Anchor component={Link} to={`/outbox/${item.key}`} size="xs">
          {t('readMessage')}
        </Anchor>
      )}
    </Entry>
  );
}
