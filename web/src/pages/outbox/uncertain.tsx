import { Alert, Button, Group, Text } from '@mantine/core';
import { IconQuestionMark } from '@tabler/icons-react';
import { Confirm } from '../../parts/confirm.tsx';
import { useTell } from '../../parts/tell.ts';
import { type OutboxMessage, type Resolution, useResolve } from '../../queries/outbox.ts';
import { useMay } from '../../queries/session.ts';
import { useWords } from '../../words.ts';

const RESOLUTIONS = ['sent', 'again', 'failed'] as const satisfies readonly Resolution[];

/** Nobody knows whether it left: it never goes again by itself, so somebody finds out and says so here. */
export function Uncertain({ message: { key, state, transport } }: { message: OutboxMessage }) {
  const t = useWords('outbox');
  const may = useMay();
  const tell = useTell();
  const resolve = useResolve(key);
  if (state !== 'uncertain') return null;
  const say = async (as: Resolution) => {
    await resolve.mutateAsync(as);
    tell(t(`uncertain.done.${as}`));
  };
  return (
    <Alert color="yellow" icon={<IconQuestionMark size={20} aria-hidden />} title={t('uncertain.title')} mb="lg">
      <Text size="sm">{t('uncertain.text', { by: transport ?? '—' })}</Text>
      {may('outbox.resolve') && (
        <Group gap="xs" mt="sm">
          {RESOLUTIONS.map((as) => (
            <Confirm
              key={as}
              title={t(`uncertain.ask.${as}`)}
              text={t(`uncertain.about.${as}`)}
              verb={t(`uncertain.verb.${as}`)}
              danger={as === 'again'}
              onConfirm={() => say(as)}
              opener={(open) => (
                <Button size="xs" variant="default" onClick={open}>
                  {t(`uncertain.verb.${as}`)}
                </Button>
              )}
            />
          ))}
        </Group>
      )}
    </Alert>
  );
}
