import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { AccountRole } from '../../../../src/api/contract.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { useInvite } from '../../queries/accounts.ts';
import { FRAME, useWords } from '../../words.ts';
import { ROLES } from './accounts.tsx';

/** Makes the link for a new account; whoever invites sends it on. */
export function Invite({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useWords('settings');
  const frame = useWords(FRAME);
  const invite = useInvite();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<AccountRole>('marketer');
  const close = () => {
    setEmail('');
    invite.reset();
    onClose();
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate({ email, role });
  };
  const title = <Text fw={650}>{t('accounts.invite')}</Text>;
  return (
    <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ 'aria-label': frame('close') }}>
      {invite.data ? (
        <Stack>
          <ShownOnce
            title={t('accounts.linkTitle')}
            text={t('accounts.linkText', { email: invite.data.email })}
            secret={invite.data.link}
          />
          <Group justify="flex-end">
            <Button onClick={close}>{frame('close')}</Button>
          </Group>
        </Stack>
      ) : (
        <form onSubmit={send}>
          <Stack>
            <TextInput
              label={t('accounts.email')}
              type="email"
              value={email}
              onChange={({ currentTarget }) => setEmail(currentTarget.value)}
              required
              data-autofocus
            />
            <Select
              label={t('accounts.role')}
              description={t(`accounts.may.${role}`)}
              data={ROLES.map((one) => ({ value: one, label: frame(`roles.${one}`) }))}
              value={role}
              onChange={(next) => next && setRole(next as AccountRole)}
            />
            <ErrorNote error={invite.error} />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={close}>
                {frame('cancel')}
              </Button>
              <Button type="submit" loading={invite.isPending}>
                {t('accounts.makeLink')}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
