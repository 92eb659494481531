import { Button, Code } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { ApiKey } from '../../../../src/api/contract.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { DateTime } from '../../parts/figures.tsx';
import { StateBadge } from '../../parts/state-badge.tsx';
import { useKeys, useRevokeKey } from '../../queries/keys.ts';
import { useMay } from '../../queries/session.ts';
import { FRAME, useWords } from '../../words.ts';
import { SettingsFrame } from './frame.tsx';
import { MakeKey } from './make-key.tsx';

/** Keys of the shop's site and of programs. */
export function Page() {
  const t = useWords('settings');
  const frame = useWords(FRAME);
  const may = useMay();
  const list = useKeys();
  const [making, setMaking] = useState(false);
  const make = may('keys.write') && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setMaking(true)}>
      {t('keys.make')}
    </Button>
  );
  const columns: Column<ApiKey>[] = [
    { key: 'name', label: t('keys.name'), cell: ({ name, id }) => name || id },
    { key: 'kind', label: t('keys.kind'), cell: ({ kind }) => t(`keys.kinds.${kind}`) },
    { key: 'hint', label: t('keys.key'), cell: ({ hint }) => <Code ta="left">{hint}</Code> },
    {
      key: 'role',
      label: t('keys.role'),
      cell: ({ kind, role }) => (kind === 'secret' ? frame(`roles.${role}`) : t('keys.writes')),
    },
    { key: 'since', label: t('keys.since'), cell: ({ createdAt }) => <DateTime value={createdAt} dayOnly /> },
    { key: 'do', label: '', align: 'right', cell: (key) => <EndOf apiKey={key} /> },
  ];
  return (
    <SettingsFrame actions={make}>
      <DataTable
        label={t('sections.keys')}
        list={list}
        columns={columns}
        keyOf={({ id }) => id}
        empty={<EmptyState icon={IconKey} title={t('keys.noneTitle')} text={t('keys.noneText')} action={make} />}
      />
      <MakeKey opened={making} onClose={() => setMaking(false)} />
    </SettingsFrame>
  );
}

function EndOf({ apiKey }: { apiKey: ApiKey }) {
  const t = useWords('settings');
  const may = useMay();
  const revoke = useRevokeKey();
  if (apiKey.revokedAt) return <StateBadge mood="bad" label={t('keys.ended')} />;
  if (!may('keys.write')) return <StateBadge mood="good" label={t('keys.valid')} />;
  return (
    <Confirm
      title={t('keys.endTitle', { name: apiKey.name || apiKey.id })}
      text={t('keys.endText')}
      verb={t('keys.endVerb')}
      danger
      onConfirm={() => revoke.mutateAsync(apiKey.id)}
      opener={(open) => (
        <Button size="xs" variant="default" onClick={open}>
          {t('keys.endVerb')}
        </Button>
      )}
    />
  );
}
