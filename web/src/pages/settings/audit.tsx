import { Anchor, Text } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { AuditLine } from '../../../../src/api/contract.ts';
import { useActor } from '../../parts/actor.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { DateTime, useFormat } from '../../parts/figures.tsx';
import { useAudit } from '../../queries/accounts.ts';
import { itemsOf } from '../../queries/client.ts';
import { useForms } from '../../queries/forms.ts';
import { useScenarioNames } from '../../queries/scenario-names.ts';
import { useSegments } from '../../queries/segments.ts';
import { useTemplateNames } from '../../queries/template-names.ts';
import { useWordings } from '../../queries/wordings.ts';
import { FRAME, useWords } from '../../words.ts';
import { SettingsFrame } from './frame.tsx';

const LONGEST = 160;
/** What the server calls commands on its own machine. */
const COMMANDS = 'command line';

type Names = ReadonlyMap<string, string>;

/** Who did what, newest first. */
export function Page() {
  const t = useWords('settings');
  const list = useAudit();
  const names = namesIn(itemsOf(list));
  const known = useKnownNames();
  const actorOf = useActor();
  const columns: Column<AuditLine>[] = [
    {
      key: 'action',
      label: t('audit.action'),
      cell: ({ action }) => t(`audit.actions.${action}`, { defaultValue: action }),
    },
    { key: 'target', label: t('audit.target'), cell: (line) => <Target line={line} names={names} known={known} /> },
    {
      key: 'actor',
      label: t('audit.actor'),
      cell: ({ actor }) => (actor === COMMANDS ? t('audit.commandLine') : actorOf(actor)),
    },
    { key: 'at', label: t('audit.at'), cell: ({ at }) => <DateTime value={at} /> },
    { key: 'details', label: t('audit.details'), cell: Details },
  ];
  return (
    <SettingsFrame>
      <DataTable
        label={t('sections.audit')}
        list={list}
        columns={columns}
        keyOf={({ id }) => String(id)}
        empty={<EmptyState icon={IconHistory} title={t('audit.noneTitle')} text={t('audit.noneText')} />}
      />
    </SettingsFrame>
  );
}

/** Ids are read by nobody: what a line calls a thing holds for the other lines about it. */
const ID = /^[0-9a-f-]{32,}$/i;
const LETTERS_OF_ID = 8;
const shortened = (text: string): string => (ID.test(text) ? `${text.slice(0, LETTERS_OF_ID)}…` : text);
const calledIn = ({ details }: Pick<AuditLine, 'details'>): string | undefined =>
  [details.name, details.file].find((one): one is string => typeof one === 'string' && one !== '');
const namesIn = (lines: readonly AuditLine[]): Names =>
  new Map(lines.flatMap((line) => (calledIn(line) ? [[line.target, calledIn(line)!]] : [])));

/** What things are called now, by the noun of the action and their key. */
function useKnownNames(): Readonly<Record<string, Names>> {
  const scenario = useScenarioNames();
  const byKey = (items: readonly { key: string; name: string }[]): Names =>
    new Map(items.map(({ key, name }) => [key, name]));
  return {
    scenario,
    campaign: scenario,
    template: byKey([...useTemplateNames().values()]),
    segment: byKey(itemsOf(useSegments())),
    form: byKey(itemsOf(useForms())),
    wording: byKey(itemsOf(useWordings())),
  };
}

/** Where what was changed stands, by the noun of the action. */
const PLACES: Record<string, string> = {
  campaign: '/campaigns/',
  form: '/forms/',
  outbox: '/outbox/',
  scenario: '/scenarios/',
  segment: '/segments/',
  template: '/messages/',
  wording: '/settings/wordings/',
};

/** What an action was about: its noun, or for a send that was held what the target itself names (“scenario:welcome”). */
function aboutOf({ action, target }: AuditLine): { noun: string; key: string } {
  const [noun = ''] = action.split('.', 1);
  const [, kind, key] = noun === 'delivery' ? (/^([a-z]+):(.+)$/.exec(target) ?? []) : [];
  return kind && key ? { noun: kind, key } : { noun, key: target };
}

type TargetProps = { line: AuditLine; names: Names; known: Readonly<Record<string, Names>> };

function Target({ line, names, known }: TargetProps) {
  const t = useWords('settings');
  const { action, target } = line;
  if (target === '') return '—';
  const { noun, key } = aboutOf(line);
  const place = PLACES[noun];
  const own = action === 'setting.change' ? t(`fields.${target}.label`, { defaultValue: target }) : key;
  const shown = calledIn(line) ?? names.get(target) ?? known[noun]?.get(key) ?? shortened(own);
  if (!place) return <span title={target}>{shown}</span>;
  return (
    <Anchor component={Link} to={place + encodeURIComponent(key)} size="sm" title={target}>
      {shown}
    </Anchor>
  );
}

/** Details that are sizes, in bytes. */
const SIZES = new Set(['bytes', 'size']);

function Details({ action, details }: AuditLine) {
  const t = useWords('settings');
  const frame = useWords(FRAME);
  const { number, size } = useFormat();
  const nameOf = (name: string) => {
    const key = name === 'from' && action.startsWith('session.') ? 'ip' : name;
    return t(`audit.names.${key}`, { defaultValue: name });
  };
  const said = (name: string, value: unknown) => {
    if (typeof value === 'boolean') return t(value ? 'audit.yes' : 'audit.no');
    if (typeof value === 'number') return SIZES.has(name) ? size(value) : number(value);
    if (typeof value !== 'string') return JSON.stringify(value);
    return name === 'role' ? frame(`roles.${value}`, { defaultValue: value }) : shortened(value);
  };
  const called = calledIn({ details });
  const text = Object.entries(details)
    // What it is called stands beside it already.
    .filter(([name, value]) => value !== called || (name !== 'name' && name !== 'file'))
    .map(([name, value]) => t('audit.detail', { name: nameOf(name), value: said(name, value) }))
    .join(' · ');
  return (
    <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
      {text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text || '—'}
    </Text>
  );
}
