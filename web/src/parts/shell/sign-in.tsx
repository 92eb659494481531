import { Button, Group, Modal, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import { useSignIn } from '../../queries/session.ts';
import { FRAME, useWords } from '../../words.ts';
import { ErrorNote } from '../error-note.tsx';
import { Mark } from '../mark.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import classes from './shell.module.css';
import { ThemeSwitch } from './theme-switch.tsx';

/** The first thing that everybody sees. The address stays what it was, so that one arrives where one wanted to go. */
export function SignInPage() {
  const t = useWords(FRAME);
  useEffect(() => {
    document.title = `${t('signIn.title')} · Déclic`;
  }, [t]);
  return (
    <main className={classes.alone}>
      <div className={classes.top}>
        <Group gap="xs">
          <LanguageSwitch />
          <ThemeSwitch />
        </Group>
      </div>
      <div className={classes.card}>
        <Group gap="xs" mb="lg" justify="center">
          <Mark size={36} />
          <Text fw={700} fz={26}>
            Déclic
          </Text>
        </Group>
        <Paper withBorder p="xl" radius="lg">
          <Title order={1} fz="xl" mb="md">
            {t('signIn.title')}
          </Title>
          <SignInForm email="" />
        </Paper>
        <Text size="sm" c="dimmed" ta="center" mt="md">
          {t('signIn.noAccount')}
        </Text>
      </div>
    </main>
  );
}

/** After a session ended: nothing behind it is lost. */
export function SignInAgain({ email }: { email: string }) {
  const t = useWords(FRAME);
  return (
    <Modal opened onClose={() => {}} withCloseButton={false} title={<Text fw={650}>{t('signIn.endedTitle')}</Text>}>
      <Text size="sm" mb="md">
        {t('signIn.ended')}
      </Text>
      <SignInForm email={email} />
    </Modal>
  );
}

function SignInForm({ email: known }: { email: string }) {
  const t = useWords(FRAME);
  const signIn = useSignIn();
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState('');
  const send = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate({ email, password });
  };
  return (
    <form onSubmit={send}>
      <Stack>
        <TextInput
          label={t('signIn.email')}
          type="email"
          value={email}
          onChange={({ currentTarget }) => setEmail(currentTarget.value)}
          autoComplete="username"
          autoFocus={known === ''}
          required
          withAsterisk={false}
        />
        <PasswordInput
          label={t('signIn.password')}
          value={password}
          onChange={({ currentTarget }) => setPassword(currentTarget.value)}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': t('password.show'), tabIndex: 0 }}
          data-autofocus={known !== '' || undefined}
          required
          withAsterisk={false}
        />
        <ErrorNote error={signIn.error} />
        <Button type="submit" size="md" loading={signIn.isPending} fullWidth>
          {t('signIn.button')}
        </Button>
      </Stack>
    </form>
  );
}
