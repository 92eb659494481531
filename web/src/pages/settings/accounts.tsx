import { Button, Group, Select, Stack, Text, Title } from '@mantine/core';
import { IconUserPlus, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import type { Account, AccountRole } from '../../../../src/api/contract.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { DateTime } from '../../parts/figures.tsx';
import { StateBadge } from '../../parts/state-badge.tsx';
import {
  type Invitation,
  useAccounts,
  useChangeAccount,
  useInvitations,
  usePasswordLink,
  useWithdrawInvitation,
} from '../../queries/accounts.ts';
import { useMay, useMe } from '../../queries/session.ts';
import { FRAME, useWords } from '../../words.ts';
import { SettingsFrame } from './frame.tsx';
import { Invite } from './invite.tsx';
import { MakeOnce, ROLES } from './make-once.tsx';

/** Who may come in, and as what. */
export function Page() {
  const t = useWords('settings');
  const may = useMay();
  const [inviting, setInviting] = useState(false);
  const invite = may('accounts.write') && (
    <Button leftSection={<IconUserPlus size={18} aria-hidden />} onClick={() => setInviting(true)}>
      {t('accounts.invite')}
    </Button>
  );
  return (
    <SettingsFrame actions={invite}>
      <Accounts />
      <Invitations />
      <Invite opened={inviting} onClose={() => setInviting(false)} />
    </SettingsFrame>
  );
}

function Accounts() {
  const t = useWords('settings');
  const list = useAccounts();
  const change = useChangeAccount();
  const columns: Column<Account>[] = [
    {
      key: 'who',
      label: t('accounts.who'),
      cell: (account) => (
        <Stack gap={0}>
          <Text size="sm" fw={550}>
            {account.name || account.email}
          </Text>
          {account.name && (
            <Text size="xs" c="dimmed">
              {account.email}
            </Text>
          )}
        </Stack>
      ),
    },
    {
      key: 'role',
      label: t('accounts.role'),
      width: 200,
      cell: (account) => <RoleOf account={account} change={change} />,
    },
    { key: 'state', label: t('accounts.state'), cell: StateOf },
    { key: 'since', label: t('accounts.since'), cell: ({ createdAt }) => <DateTime value={createdAt} dayOnly /> },
    {
      key: 'do',
      label: '',
      align: 'right',
      cell: (account) => (
        <Group gap="xs" justify="flex-end">
          <NewPassword account={account} />
          <AccessOf account={account} change={change} />
        </Group>
      ),
    },
  ];
  return (
    <>
      <ErrorNote error={change.error} mt="0" />
      <DataTable
        label={t('sections.accounts')}
        list={list}
        columns={columns}
        keyOf={({ id }) => id}
        empty={<EmptyState icon={IconUsers} title={t('accounts.noneTitle')} text={t('accounts.noneText')} />}
      />
    </>
  );
}

type Given = { account: Account; change: ReturnType<typeof useChangeAccount> };

function RoleOf({ account, change }: Given) {
  const t = useWords('settings');
  const frame = useWords(FRAME);
  const may = useMay();
  return (
    <Select
      size="xs"
      aria-label={t('accounts.roleOf', { who: account.email })}
      data={ROLES.map((role) => ({ value: role, label: frame(`roles.${role}`) }))}
      value={account.role}
      disabled={!may('accounts.write') || account.disabledAt !== null}
      onChange={(role) => role && change.mutate({ id: account.id, role: role as AccountRole })}
    />
  );
}

function StateOf({ disabledAt }: Account) {
  const t = useWords('settings');
  return disabledAt ? (
    <StateBadge mood="paused" label={t('accounts.closed')} />
  ) : (
    <StateBadge mood="good" label={t('accounts.open')} />
  );
}

function AccessOf({ account, change }: Given) {
  const t = useWords('settings');
  const may = useMay();
  const { data: me } = useMe();
  if (!may('accounts.write') || account.id === me?.id) return null;
  const put = (disabled: boolean) => change.mutateAsync({ id: account.id, disabled });
  if (account.disabledAt)
    return (
      <Button size="xs" variant="default" onClick={() => void put(false).catch(() => {})}>
        {t('accounts.reopen')}
      </Button>
    );
  return (
    <Confirm
      title={t('accounts.closeTitle', { who: account.email })}
      text={t('accounts.closeText')}
      verb={t('accounts.closeVerb')}
      danger
      onConfirm={() => put(true)}
      opener={(open) => (
        <Button size="xs" variant="default" onClick={open}>
          {t('accounts.closeVerb')}
        </Button>
      )}
    />
  );
}

/** For somebody who has forgotten their password: what they have holds until they choose a new one. */
function NewPassword({ account: { id, email, disabledAt } }: { account: Account }) {
  const t = useWords('settings');
  const may = useMay();
  const make = usePasswordLink();
  const [opened, setOpened] = useState(false);
  if (!may('accounts.write') || disabledAt) return null;
  const close = () => {
    setOpened(false);
    make.reset();
  };
  const made = make.data && {
    title: t('accounts.linkTitle'),
    text: t('accounts.passwordText', { email }),
    secret: make.data.link,
  };
  return (
    <>
      <Button
        size="xs"
        variant="default"
        onClick={() => setOpened(true)}
        aria-label={t('accounts.passwordOf', { who: email })}
      >
        {t('accounts.password')}
      </Button>
      <MakeOnce
        title={t('accounts.passwordOf', { who: email })}
        opened={opened}
        onClose={close}
        onSend={() => make.mutate(id)}
        request={make}
        verb={t('accounts.makeLink')}
        made={made ?? null}
      >
        <Text size="sm">{t('accounts.passwordAsk')}</Text>
      </MakeOnce>
    </>
  );
}

/** The very first link has no e-mail and no need of this. */
function Withdraw({ invitation: { email } }: { invitation: Invitation }) {
  const t = useWords('settings');
  const may = useMay();
  const withdraw = useWithdrawInvitation();
  if (!email || !may('accounts.write')) return null;
  return (
    <Confirm
      title={t('accounts.withdrawTitle', { email })}
      text={t('accounts.withdrawText')}
      verb={t('accounts.withdraw')}
      danger
      onConfirm={() => withdraw.mutateAsync(email)}
      opener={(open) => (
        <Button size="xs" variant="default" onClick={open} aria-label={t('accounts.withdrawOne', { email })}>
          {t('accounts.withdraw')}
        </Button>
      )}
    />
  );
}

function Invitations() {
  const t = useWords('settings');
  const frame = useWords(FRAME);
  const list = useInvitations();
  if (list.data?.pages[0]?.items.length === 0) return null;
  const columns: Column<Invitation>[] = [
    { key: 'email', label: t('accounts.email'), cell: ({ email }) => email ?? t('accounts.anybody') },
    {
      key: 'role',
      label: t('accounts.role'),
      cell: ({ role, known }) => (known ? t('accounts.password') : frame(`roles.${role}`)),
    },
    { key: 'until', label: t('accounts.until'), cell: ({ expiresAt }) => <DateTime value={expiresAt} /> },
    { key: 'do', label: '', align: 'right', cell: (invitation) => <Withdraw invitation={invitation} /> },
  ];
  return (
    <section aria-labelledby="invitations">
      <Group mt="xl" mb="sm">
        <Title order={2} id="invitations">
          {t('accounts.invitations')}
        </Title>
      </Group>
      <DataTable
        label={t('accounts.invitations')}
        list={list}
        columns={columns}
        keyOf={({ email, expiresAt }) => `${email}${expiresAt}`}
        empty={null}
      />
    </section>
  );
}
