import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconMailPause } from '@tabler/icons-react';
import { useActor } from '../../parts/actor.ts';
import { useFormat } from '../../parts/figures.tsx';
import { useTellFailure } from '../../parts/tell.ts';
import { type Delivery, useDelivery, useResumeSend } from '../../queries/delivery.ts';
import { useMay } from '../../queries/session.ts';
import { useWords } from '../../words.ts';

type Paused = Delivery['paused'][number];

/** Senders whose promotional mail waits: too many people complained of it, or somebody holds it back. */
export function HeldSenders() {
  const { data } = useDelivery();
  const held = data?.paused.filter(({ kind }) => kind === 'sender') ?? [];
  if (held.length === 0) return null;
  return (
    <Stack gap="sm" mb="md">
      {held.map((one) => (
        <Held key={one.key} paused={one} />
      ))}
    </Stack>
  );
}

/** Who stopped it, where nobody did: the watch over complaints. */
const ITSELF = 'declic';

function Held({ paused }: { paused: Paused }) {
  const t = useWords('outbox');
  const may = useMay();
  const { moment } = useFormat();
  const actor = useActor();
  const resume = useResumeSend();
  const fail = useTellFailure();
  return (
    <Alert
      color={paused.by === ITSELF ? 'red' : 'yellow'}
      variant="light"
      icon={<IconMailPause size={20} aria-hidden />}
      title={t('held.bySender', { domain: paused.key })}
    >
      <Text size="sm" maw={720}>
        {paused.by === ITSELF ? (
          <Complaints paused={paused} />
        ) : (
          <>
            {t('held.paused', { who: actor(paused.by), when: moment(paused.at) })} {paused.reason}
          </>
        )}
      </Text>
      {may('delivery.control') && (
        <Button
          mt="sm"
          size="xs"
          variant="default"
          loading={resume.isPending}
          onClick={() => resume.mutate(paused, { onError: fail })}
        >
          {t('held.resume')}
        </Button>
      )}
    </Alert>
  );
}

function Complaints({ paused: { counted } }: { paused: Paused }) {
  const t = useWords('outbox');
  const { number, share } = useFormat();
  const { delivered, complaints } = counted ?? { delivered: 0, complaints: 0 };
  const rate = share(delivered === 0 ? 0 : complaints / delivered);
  return <>{t('held.complaints', { count: complaints, delivered: number(delivered), rate })}</>;
}
