import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { AccountRole, ApiKey } from '../../../../src/api/contract.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { useMakeKey } from '../../queries/keys.ts';
import { FRAME, useWords } from '../../words.ts';
import { ROLES } from './accounts.tsx';

const KINDS = ['write', 'secret'] as const satisfies readonly ApiKey['kind'][];

export function MakeKey({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useWords('settings');
  const frame = useWords(FRAME);
  const make = useMakeKey();
  const [kind, setKind] = useState<ApiKey['kind']>('write');
  const [name, setName] = useState('');
  const [role, setRole] = useState<AccountRole>('marketer');
  const close = () => {
    setName('');
    make.reset();
    onClose();
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    make.mutate({ kind, name, ...(kind === 'secret' ? { role } : {}) });
  };
  const title = <Text fw={650}>{t('keys.make')}</Text>;
  return (
    <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ 'aria-label': frame('close') }}>
      {make.data ? (
        <Stack>
          <ShownOnce title={t('keys.onceTitle')} text={t(`keys.once.${make.data.kind}`)} secret={make.data.key} />
          <Group justify="flex-end">
            <Button onClick={close}>{frame('close')}</Button>
          </Group>
        </Stack>
      ) : (
        <form onSubmit={send}>
          <Stack>
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
            {kind === 'secret' && (
              <Select
                label={t('keys.role')}
                description={t(`accounts.may.${role}`)}
                data={ROLES.map((one) => ({ value: one, label: frame(`roles.${one}`) }))}
                value={role}
                onChange={(next) => next && setRole(next as AccountRole)}
              />
            )}
            <ErrorNote error={make.error} />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={close}>
                {frame('cancel')}
              </Button>
              <Button type="submit" loading={make.isPending}>
                {t('keys.makeVerb')}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
