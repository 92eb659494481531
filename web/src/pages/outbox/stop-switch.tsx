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
  const { data } = useDelivery();
  const stop = useStopEverything();
  if (!data || data.stopped || !may('delivery.control')) return null;
  return (
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
  );
}

/** That everything is stopped, what waits, and the way on. */
export function Stopped() {
  const t = useWords('outbox');
  const may = useMay();
  const fail = useTellFailure();
  const { data } = useDelivery();
  const resume = useResumeEverything();
  if (!data?.stopped) return null;
  return (
    <Alert color="yellow" icon={<IconHandStop size={20} aria-hidden />} title={t('stop.stopped')} mb="md">
      <Text size="sm">
        {t('stop.waiting')} <Num value={data.waiting} />
      </Text>
      {may('delivery.control') && (
        <Button
          mt="sm"
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
