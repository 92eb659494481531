/** The frame around every page: navigation on the left, who I am and what time it is above. Nobody sees it signed out. */
import { Anchor, AppShell, Burger, Group, Loader, ScrollArea, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { useMe } from '../../queries/session.ts';
import { FRAME, useWords } from '../../words.ts';
import { ErrorNote } from '../error-note.tsx';
import { Mark } from '../mark.tsx';
import { AccountMenu } from './account-menu.tsx';
import { ClockControl } from './clock-control.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { Navigation } from './navigation.tsx';
import classes from './shell.module.css';
import { SignInAgain, SignInPage } from './sign-in.tsx';
import { ThemeSwitch } from './theme-switch.tsx';

const HEADER = 56;

export function Shell() {
  const me = useMe();
  if (me.isPending)
    return (
      <Alone>
        <Loader size="sm" />
      </Alone>
    );
  if (me.data === undefined)
    return (
      <Alone>
        <ErrorNote error={me.error} onRetry={() => void me.refetch()} />
      </Alone>
    );
  if (me.data === null) return <SignInPage />;
  // After a session ended the page stays as it is behind the sign-in, with whatever was typed.
  return (
    <>
      <Frame />
      {me.data.ended && <SignInAgain email={me.data.email ?? ''} />}
    </>
  );
}

function Alone({ children }: { children: ReactNode }) {
  return <div className={classes.alone}>{children}</div>;
}

function Frame() {
  const t = useWords(FRAME);
  const [opened, { toggle, close }] = useDisclosure();
  const place = useRouterState({ select: ({ location }) => location.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: going somewhere closes the menu of a phone
  useEffect(close, [place]);
  return (
    <AppShell
      header={{ height: HEADER }}
      navbar={{ width: 224, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding={{ base: 'md', sm: 'xl' }}
    >
      <a href="#main" className="skip">
        {t('skip')}
      </a>
      <AppShell.Header className={classes.header}>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap" gap="xs">
          <Group gap="xs" wrap="nowrap">
            <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t('navigation')} />
            <Anchor
              component={Link}
              to="/"
              c="inherit"
              underline="never"
              className={classes.brand}
              aria-label={t('toHome')}
            >
              <Mark />
              <Text fw={700} fz={18} visibleFrom="xs">
                Déclic
              </Text>
            </Anchor>
          </Group>
          <Group gap={4} wrap="nowrap">
            <ClockControl />
            <LanguageSwitch />
            <ThemeSwitch />
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={classes.navbar} aria-label={t('navigation')}>
        <AppShell.Section grow component={ScrollArea} p="sm">
          <Navigation />
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} className={classes.main}>
        <div className={classes.page}>
          <Outlet />
        </div>
      </AppShell.Main>
    </AppShell>
  );
}
