import { ActionIcon, Menu, Text } from '@mantine/core';
import { IconKey, IconLogout, IconUserCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { useMe, useSignOut } from '../../queries/session.ts';
import { FRAME, useWords } from '../../words.ts';
import { useTellFailure } from '../tell.ts';
import { ChangePassword } from './change-password.tsx';

export function AccountMenu() {
  const t = useWords(FRAME);
  const { data: me } = useMe();
  const signOut = useSignOut();
  const fail = useTellFailure();
  const [changing, setChanging] = useState(false);
  if (!me) return null;
  const who = me.name || me.email || '';
  return (
    <>
      <Menu position="bottom-end" width={240} keepMounted={false}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" radius="xl" aria-label={t('account', { who })}>
            <IconUserCircle size={22} stroke={1.6} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            <Text size="sm" fw={600} c="var(--mantine-color-text)" style={{ overflowWrap: 'anywhere' }}>
              {who}
            </Text>
            {t(`roles.${me.role}`)}
          </Menu.Label>
          <Menu.Item leftSection={<IconKey size={16} aria-hidden />} onClick={() => setChanging(true)}>
            {t('password.title')}
          </Menu.Item>
          <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void signOut().catch(fail)}>
            {t('signOut')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ChangePassword opened={changing} onClose={() => setChanging(false)} />
    </>
  );
}
