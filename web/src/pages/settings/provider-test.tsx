import { Alert, Button, Divider, Group, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { Provider } from '../../../../src/api/contract.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { type ProviderTested, useTestProvider } from '../../queries/sending.ts';
import { useMe } from '../../queries/session.ts';
import { useWords } from '../../words.ts';

/** Tries a mail server as it is kept: signs in, or sends one mail. */
export function ProviderTest({ provider }: { provider: Provider }) {
  const t = useWords('sending');
  const { data: me } = useMe();
  const test = useTestProvider(provider.key);
  const [to, setTo] = useState(me?.email ?? '');
  const send = (event: FormEvent) => {
    event.preventDefault();
    test.mutate(to);
  };
  return (
    <form onSubmit={send}>
      <Divider my="md" label={t('test.title')} />
      <Stack gap="xs">
        <TextInput
          label={t('test.to')}
          type="email"
          value={to}
          required
          onChange={({ currentTarget }) => setTo(currentTarget.value)}
        />
        <Group gap="xs">
          <Button type="submit" variant="default" loading={test.isPending}>
            {t('test.send')}
          </Button>
          <Button variant="subtle" loading={test.isPending} onClick={() => test.mutate(undefined)}>
            {t('test.connect')}
          </Button>
        </Group>
        {test.data && <Told tested={test.data} to={to} />}
        <ErrorNote error={test.error} />
      </Stack>
    </form>
  );
}

function Told({ tested: { ok, reason, sent }, to }: { tested: ProviderTested; to: string }) {
  const t = useWords('sending');
  const alert = useRef<HTMLDivElement>(null);
  // It stands at the end of a long form, where nobody would look for it.
  useEffect(() => alert.current?.scrollIntoView({ block: 'nearest' }), []);
  const said = ok ? (sent === null ? 'connected' : 'sent') : 'failed';
  return (
    <Alert
      ref={alert}
      color={ok ? 'teal' : 'red'}
      variant="light"
      role="status"
      styles={{ message: { color: 'var(--mantine-color-text)' } }}
    >
      <Text size="sm">{t(`test.result.${said}`, { to })}</Text>
      {(reason || sent) && (
        <Text size="xs" c="dimmed" lang="en" style={{ overflowWrap: 'anywhere' }}>
          {reason ?? sent}
        </Text>
      )}
    </Alert>
  );
}
