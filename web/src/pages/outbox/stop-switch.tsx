import { Alert, Button, Text } from '@mantine/core';
import { IconHandStop, IconPlayerPlay } from '@tabler/icons-react';
import { Confirm } from '../../parts/confirm.tsx';
import { Num } from '../../parts/figures.tsx';
import { useTellFailure } from '../../parts/tell.ts';
import { useDelivery, useResumeEverything, useStopEverything } from '../../queries/delivery.ts';
import { useMay } from '../../queries/session.ts';
import { useWords } from '../../words.ts';

/** The big switch: nothing more leaves, nothing is lost. */
export function StopSwitch() {
  const t = useWords('outbox');
  const may = useMay();
  const fail = useTellFailure();
  const { data } = useDelivery();
  const stop = useStopEverything();
  const resume = useResumeEverything();
  if (!data) return null;
  if (!data.stopped)
    return may('delivery.control') ? (
      <Confirm
        title={t('stop.title')}
        text={t('stop.text')}
        verb={t('stop.verb')}
        danger
        onConfirm={() => stop.mutateAsync({})}
        opener={(open) => (
          <Button variant="default" leftSection={<IconHandStop size={18} aria-hidden />} onClick={open}>
            {t('stop.verb')}
          </Button>
        )}
      />
    ) : null;
  return (
    <Alert color="yellow" icon={<IconHandStop size={20} aria-hidden />} title={t('stop.stopped')} maw={420}>
      <Text size="sm" mb="xs">
        {t('stop.waiting')} <Num value={data.waiting} />
      </Text>
      {may('delivery.control') && (
        <Button
          size="xs"
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          loading={resume.isPending}
          onClick={() => resume.mutate(undefined, { onError: fail })}
        >
          {t('stop.resume')}
        </Button>
      )}
    </Alert>
  );
}
