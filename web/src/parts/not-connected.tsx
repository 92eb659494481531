import { Alert, Anchor, Text } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { itemsOf } from '../queries/client.ts';
import { useChannels } from '../queries/sending.ts';
import { useMay } from '../queries/session.ts';
import { FRAME, useLanguage, useWords } from '../words.ts';

/** Before a send over channels that nothing is behind: its messages would count as sent, and nobody would get them. */
export function NotConnected({ channels, mb }: { channels: readonly (string | undefined)[]; mb?: string }) {
  const t = useWords(FRAME);
  const may = useMay();
  const { language } = useLanguage();
  const idle = itemsOf(useChannels()).filter(({ kind, connected }) => !connected && channels.includes(kind));
  if (idle.length === 0) return null;
  // Mail is the one channel that can be connected here.
  const canConnect = idle.some(({ kind }) => kind === 'email');
  return (
    <Alert
      color="yellow"
      variant="light"
      mb={mb}
      icon={<IconPlugConnectedX size={20} aria-hidden />}
      title={t('notConnected.title', { channels: idle.map(({ name }) => name[language]).join(', ') })}
    >
      <Text size="sm">{t('notConnected.text')}</Text>
      {canConnect &&
        (may('providers.write') ? (
          <Anchor component={Link} to="/settings/channels" size="sm">
            {t('notConnected.connect')}
          </Anchor>
        ) : (
          <Text size="sm">{t('notConnected.ask')}</Text>
        ))}
    </Alert>
  );
}
