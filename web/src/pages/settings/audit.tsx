import { Text } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import type { AuditLine } from '../../../../src/api/contract.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { DateTime, useFormat } from '../../parts/figures.tsx';
import { useAudit } from '../../queries/accounts.ts';
import { FRAME, useWords } from '../../words.ts';
import { SettingsFrame } from './frame.tsx';

const LONGEST = 160;
/** What the server calls commands on its own machine. */
const COMMANDS = 'command line';

/** Who did what, newest first. */
export function Page() {
  const t = useWords('settings');
  const list = useAudit();
  const columns: Column<AuditLine>[] = [
    {
      key: 'action',
      label: t('audit.action'),
      cell: ({ action }) => t(`audit.actions.${action}`, { defaultValue: action }),
    },
    { key: 'target', label: t('audit.target'), cell: ({ target }) => target || '—' },
    {
      key: 'actor',
      label: t('audit.actor'),
      cell: ({ actor }) => (actor === COMMANDS ? t('audit.commandLine') : actor),
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

function Details({ action, details }: AuditLine) {
  const t = useWords('settings');
  const frame = useWords(FRAME);
  const { number } = useFormat();
  const nameOf = (name: string) => {
    const key = name === 'from' && action.startsWith('session.') ? 'ip' : name;
    return t(`audit.names.${key}`, { defaultValue: name });
  };
  const said = (name: string, value: unknown) => {
    if (typeof value === 'boolean') return t(value ? 'audit.yes' : 'audit.no');
    if (typeof value === 'number') return number(value);
    if (typeof value !== 'string') return JSON.stringify(value);
    return name === 'role' ? frame(`roles.${value}`, { defaultValue: value }) : value;
  };
  const text = Object.entries(details)
    .map(([name, value]) => t('audit.detail', { name: nameOf(name), value: said(name, value) }))
    .join(' · ');
  return (
    <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
      {text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text || '—'}
    </Text>
  );
}
