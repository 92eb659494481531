import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { AccountRole, ApiKey } from '../../../../src/api/contract.ts';
import { useMakeKey } from '../../queries/keys.ts';
import { useWords } from '../../words.ts';
import { MakeOnce, RoleSelect } from './make-once.tsx';

const KINDS = ['write', 'secret'] as const satisfies readonly ApiKey['kind'][];

export function MakeKey({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useWords('settings');
  const make = useMakeKey();
  const [kind, setKind] = useState<ApiKey['kind']>('write');
  const [name, setName] = useState('');
  const [role, setRole] = useState<AccountRole>('marketer');
  const close = () => {
    setName('');
    make.reset();
    onClose();
  };
  const made = make.data && {
    title: t('keys.onceTitle'),
    text: t(`keys.once.${make.data.kind}`),
    secret: make.data.key,
  };
  return (
    <MakeOnce
      title={t('keys.make')}
      opened={opened}
      onClose={close}
      onSend={() => make.mutate({ kind, name, ...(kind === 'secret' ? { role } : {}) })}
      request={make}
      verb={t('keys.makeVerb')}
      made={made ?? null}
    >
      <TextInput
        label={t('keys.name')}
        description={t('keys.nameText')}
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
        data-autofocus
      />
      <Select
        label={t('keys.kind')}
        description={t(`keys.about.${kind}`)}
        data={KINDS.map((one) => ({ value: one, label: t(`keys.kinds.${one}`) }))}
        value={kind}
        onChange={(next) => next && setKind(next as ApiKey['kind'])}
      />
      {kind === 'secret' && <RoleSelect label={t('keys.role')} role={role} onChange={setRole} />}
    </MakeOnce>
  );
}
