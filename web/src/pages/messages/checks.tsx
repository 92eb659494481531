import { Button, Group, Paper, Skeleton, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import {
  IconAlertTriangle,
  IconBan,
  IconCheck,
  IconInfoCircle,
  IconLinkOff,
  type TablerIcon,
} from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import type { Looked } from '../../../../src/api/contract.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { useFormat } from '../../parts/figures.tsx';
import { itemsOf } from '../../queries/client.ts';
import { useSegments } from '../../queries/segments.ts';
import { useMay } from '../../queries/session.ts';
import { type Check, useReach } from '../../queries/templates.ts';
import { useLanguage, useWords } from '../../words.ts';
import { languageName } from './languages.ts';

const LOOKS: Record<Check['level'], { colour: string; icon: TablerIcon }> = {
  block: { colour: 'red', icon: IconBan },
  warn: { colour: 'yellow', icon: IconAlertTriangle },
  info: { colour: 'gray', icon: IconInfoCircle },
};
const ORDER: Check['level'][] = ['block', 'warn', 'info'];

/** What speaks against sending it like this, while it is written. */
export function Checks({ look }: { look: UseQueryResult<Looked> }) {
  const t = useWords('messages');
  const { data } = look;
  return (
    <Paper withBorder p="md" component="section" aria-label={t('checks.title')}>
      <Title order={2} mb="sm">
        {t('checks.title')}
      </Title>
      {data ? <CheckList checks={data.checks} /> : <Skeleton h={80} />}
      {data && data.addresses.length > 0 && <Links key={data.addresses.join()} addresses={data.addresses} />}
    </Paper>
  );
}

/** The gravest first; each says what to do. */
export function CheckList({ checks }: { checks: readonly Check[] }) {
  const t = useWords('messages');
  const sorted = ORDER.flatMap((level) => checks.filter((check) => check.level === level));
  if (sorted.every(({ level }) => level === 'info')) {
    return (
      <Stack gap="xs" role="status">
        <Group gap="xs" wrap="nowrap">
          <ThemeIcon size="sm" variant="light" color="teal">
            <IconCheck size={14} aria-hidden />
          </ThemeIcon>
          <Text size="sm">{t('checks.none')}</Text>
        </Group>
        <Lines checks={sorted} />
      </Stack>
    );
  }
  return (
    <Stack gap="xs" role="status">
      <Lines checks={sorted} />
    </Stack>
  );
}

/** Sentences that name the segment and the language themselves. */
const NAMING = new Set(['LANGUAGE_MISSING', 'SEGMENT_UNKNOWN']);

/** Numbers and quotes as the reader's language has them. */
const written = (details: Check['details'], language: string, number: (value: number) => string) =>
  Object.fromEntries(
    Object.entries(details ?? {}).map(([name, value]) => [
      name,
      typeof value === 'number' && name !== 'count'
        ? number(value)
        : language === 'fr' && typeof value === 'string'
          ? value.replace(/“([^”]*)”/g, '«\u00a0$1\u00a0»')
          : value,
    ]),
  );

function Lines({ checks }: { checks: readonly Check[] }) {
  const t = useWords('messages');
  const { language } = useLanguage();
  const { number } = useFormat();
  const names = new Map(itemsOf(useSegments()).map(({ key, name }) => [key, name]));
  return checks.map((check) => {
    const { code, level, sentence, details, segment, language: of } = check;
    const { colour, icon: Icon } = LOOKS[level];
    const segmentName = segment && (names.get(segment) ?? segment);
    const place = NAMING.has(code) ? '' : [segmentName, of && languageName(of, t)].filter(Boolean).join(' · ');
    // In the middle of a sentence French writes languages small.
    const inSentence = of && (language === 'fr' ? languageName(of, t).toLowerCase() : languageName(of, t));
    const known = t(`checks.${code}`, {
      segment: segmentName,
      language: inSentence,
      ...written(details, language, number),
      defaultValue: '',
    });
    return (
      <Group key={`${code} ${sentence} ${place}`} gap="xs" wrap="nowrap" align="flex-start">
        <ThemeIcon size="sm" variant="light" color={colour} mt={1}>
          <Icon size={14} aria-label={t(`levels.${level}`)} role="img" />
        </ThemeIcon>
        <div style={{ minWidth: 0 }}>
          <Text size="sm" style={{ overflowWrap: 'anywhere' }} lang={known === '' ? 'en' : language}>
            {known || sentence}
          </Text>
          {place && (
            <Text size="xs" c="dimmed">
              {place}
            </Text>
          )}
        </div>
      </Group>
    );
  });
}

/** Asked when somebody wants to know: it goes out to other people's servers. */
function Links({ addresses }: { addresses: readonly string[] }) {
  const t = useWords('messages');
  const may = useMay();
  const [asked, setAsked] = useState(false);
  const { data, error, isFetching } = useReach(asked ? addresses : []);
  if (!may('templates.write')) return null;
  const troubled = data?.links.filter(({ state }) => state !== 'ok') ?? [];
  return (
    <Stack gap="xs" mt="md">
      {!data && (
        <Button variant="default" size="xs" loading={isFetching} onClick={() => setAsked(true)}>
          {t('reach.ask', { count: addresses.length })}
        </Button>
      )}
      {error && <ErrorNote error={error} />}
      {data && troubled.length === 0 && <Text size="sm">{t('reach.ok', { count: data.links.length })}</Text>}
      {troubled.map(({ url, state, status }) => (
        <Group key={url} gap="xs" wrap="nowrap" align="flex-start">
          <ThemeIcon size="sm" variant="light" color={state === 'dead' ? 'red' : 'gray'} mt={1}>
            <IconLinkOff size={14} aria-hidden />
          </ThemeIcon>
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {t(`reach.${state === 'not asked' ? 'closed' : state}`, { url, status: status ?? '—' })}
          </Text>
        </Group>
      ))}
    </Stack>
  );
}
