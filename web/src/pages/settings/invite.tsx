import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { AccountRole } from '../../../../src/api/contract.ts';
import { useInvite } from '../../queries/accounts.ts';
import { useWords } from '../../words.ts';
import { MakeOnce, RoleSelect } from './make-once.tsx';

/** Makes the link for a new account; whoever invites sends it on. */
export function Invite({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useWords('settings');
  const invite = useInvite();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<AccountRole>('marketer');
  const close = () => {
    setEmail('');
    invite.reset();
    onClose();
  };
  const made = invite.data && {
    title: t('accounts.linkTitle'),
    text: t('accounts.linkText', { email: invite.data.email }),
    secret: invite.data.link,
  };
  return (
    <MakeOnce
      title={t('accounts.invite')}
      opened={opened}
      onClose={close}
      onSend={() => invite.mutate({ email, role })}
      request={invite}
      verb={t('accounts.makeLink')}
      made={made ?? null}
    >
      <TextInput
        label={t('accounts.email')}
        type="email"
        value={email}
        onChange={({ currentTarget }) => setEmail(currentTarget.value)}
        required
        data-autofocus
      />
      <RoleSelect label={t('accounts.role')} role={role} onChange={setRole} />
    </MakeOnce>
  );
}
