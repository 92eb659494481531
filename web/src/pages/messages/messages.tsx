import { Badge, Button, Group, Stack, Text, Tooltip } from '@mantine/core';
import { IconMail, IconPhoto, IconPlus } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { TemplateLine } from '../../../../src/api/contract.ts';
import { ChoiceFilter } from '../../parts/choice-filter.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { DateTime } from '../../parts/figures.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { useMay } from '../../queries/session.ts';
import { useShop } from '../../queries/settings.ts';
import { useTemplates } from '../../queries/templates.ts';
import { usePageSearch } from '../../router.tsx';
import { useWords } from '../../words.ts';
import { Create } from './create.tsx';
import { languageName } from './languages.ts';
import { readable } from './subject.ts';
import { TemplateState } from './template-state.tsx';

/** What do they read? Every message with its state and who says it. */
export function Page() {
  const t = useWords('messages');
  const may = useMay();
  const go = useNavigate();
  const [creating, setCreating] = useState(false);
  const { search = '', channel, class: kind, published } = usePageSearch();
  const list = useTemplates({ search, channel, class: kind, published });
  const create = may('templates.write') && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setCreating(true)}>
      {t('new')}
    </Button>
  );
  const put = (next: Record<string, string | undefined>) =>
    void go({
      to: '/messages',
      search: { search: search || undefined, channel, class: kind, published, ...next } as never,
    });
  const filtered = search || channel || kind || published;
  return (
    <>
      <PageHeader
        title={t('title')}
        text={t('text')}
        actions={
          <>
            <Button variant="default" component={Link} to="/images" leftSection={<IconPhoto size={16} aria-hidden />}>
              {t('images.title')}
            </Button>
            {create}
          </>
        }
      />
      <DataTable
        label={t('title')}
        list={list}
        columns={useColumns()}
        keyOf={({ key }) => key}
        to={({ key }) => `/messages/${encodeURIComponent(key)}`}
        search={{ value: search, onChange: (next) => put({ search: next || undefined }), label: t('search') }}
        filters={<Filters channel={channel} kind={kind} published={published} put={put} />}
        empty={
          filtered ? (
            <EmptyState icon={IconMail} title={t('noneHere.title')} text={t('noneHere.text')} />
          ) : (
            <EmptyState icon={IconMail} title={t('none.title')} text={t('none.text')} action={create} />
          )
        }
      />
      <Create opened={creating} onClose={() => setCreating(false)} />
    </>
  );
}

function useColumns(): Column<TemplateLine>[] {
  const t = useWords('messages');
  const { name: shop } = useShop();
  return [
    {
      key: 'name',
      label: t('name'),
      cell: ({ name, subject }) => (
        <Stack gap={0} miw={0}>
          <Text inherit>{name}</Text>
          {subject && (
            <Text size="xs" c="dimmed" lineClamp={1} maw={360}>
              {readable(subject, shop)}
            </Text>
          )}
        </Stack>
      ),
    },
    {
      key: 'kind',
      label: t('kind'),
      whole: true,
      cell: ({ channel, class: kind }) => (
        <Stack gap={0}>
          <Text size="sm">{t(`channels.${channel}`, { defaultValue: channel })}</Text>
          <Text size="xs" c="dimmed">
            {t(`classes.${kind}`)}
          </Text>
        </Stack>
      ),
    },
    { key: 'state', label: t('state'), cell: (line) => <TemplateState {...line} /> },
    { key: 'languages', label: t('languages'), cell: (line) => <Languages {...line} /> },
    { key: 'uses', label: t('usedIn'), cell: ({ uses }) => <Uses uses={uses} /> },
    {
      key: 'updated',
      label: t('updated'),
      align: 'right',
      cell: ({ updatedAt }) => <DateTime value={updatedAt} dayOnly />,
    },
  ];
}

function Languages({ language, languages, variants }: Pick<TemplateLine, 'language' | 'languages' | 'variants'>) {
  const t = useWords('messages');
  const { locale } = useShop();
  // One that says no language is in that of the shop's customers.
  const names = [...new Set([language ?? locale.slice(0, 2), ...languages])];
  return (
    <Group gap={4}>
      {names.map((name) => (
        <Tooltip key={name} label={languageName(name, t)}>
          <Badge variant="default" tt="uppercase">
            {name}
          </Badge>
        </Tooltip>
      ))}
      {variants > 0 && (
        <Text size="xs" c="dimmed">
          {t('variants.count', { count: variants })}
        </Text>
      )}
    </Group>
  );
}

const MOST_NAMED = 2;

function Uses({ uses }: Pick<TemplateLine, 'uses'>) {
  const t = useWords('messages');
  if (uses.length === 0) return <Text c="dimmed">—</Text>;
  const more = uses.length - MOST_NAMED;
  return (
    <Tooltip label={uses.map(({ name }) => name).join(' · ')} multiline maw={320}>
      <Text size="sm" maw={220}>
        {uses
          .slice(0, MOST_NAMED)
          .map(({ name }) => name)
          .join(', ')}
        {more > 0 && ` ${t('andMore', { count: more })}`}
      </Text>
    </Tooltip>
  );
}

type FilterProps = {
  channel: string | undefined;
  kind: string | undefined;
  published: string | undefined;
  put: (next: Record<string, string | undefined>) => void;
};

function Filters({ channel, kind, published, put }: FilterProps) {
  const t = useWords('messages');
  const common = { clear: t('clear'), w: 170 };
  return (
    <Group gap="xs">
      <ChoiceFilter
        {...common}
        label={t('channel')}
        any={t('channel')}
        data={['email', 'sms'].map((value) => ({ value, label: t(`channels.${value}`) }))}
        value={channel}
        onChange={(next) => put({ channel: next })}
      />
      <ChoiceFilter
        {...common}
        label={t('class')}
        any={t('class')}
        data={['promotional', 'service', 'transactional'].map((value) => ({ value, label: t(`classes.${value}`) }))}
        value={kind}
        onChange={(next) => put({ class: next })}
      />
      <ChoiceFilter
        {...common}
        label={t('state')}
        any={t('state')}
        data={[
          { value: 'true', label: t('states.published') },
          { value: 'false', label: t('states.draft') },
        ]}
        value={published}
        onChange={(next) => put({ published: next })}
      />
    </Group>
  );
}
