import { Button, Stack, Text, TextInput } from '@mantine/core';
import { IconArrowBackUp, IconPlayerPause, IconPlayerPlay, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { Campaign } from '../../../../src/api/contract.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { useTell, useTellFailure } from '../../parts/tell.ts';
import { useChangeCampaign, type Verb } from '../../queries/campaigns.ts';
import { useClock } from '../../queries/clock.ts';
import { useMay } from '../../queries/session.ts';
import { useWords } from '../../words.ts';
import { standsOf } from './stands.ts';

/** Pause, go on, cancel, take back: what fits the state. */
export function StopButtons({ campaign }: { campaign: Campaign }) {
  const t = useWords('campaigns');
  const may = useMay();
  const tell = useTell();
  const fail = useTellFailure();
  const change = useChangeCampaign();
  const { data: clock } = useClock();
  const [reason, setReason] = useState('');
  const { key, name, state, standing, startsAt } = campaign;
  if (!may('campaigns.run') || !['planned', 'running', 'paused'].includes(state)) return null;
  const run = async (verb: Verb) => {
    await change.mutateAsync({ key, verb, reason: reason.trim() || undefined });
    tell(t(`did.${verb}`, { name }));
    setReason('');
  };
  const stands = standsOf(standing, t);
  const why = (text: string) => (
    <Stack gap="sm">
      <Text size="sm">{text}</Text>
      <TextInput
        label={t('reason')}
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
        maxLength={200}
      />
    </Stack>
  );
  const begun = !clock || !startsAt || startsAt <= clock.now;
  return (
    <>
      {!begun && (
        <Confirm
          title={t('takeBack.title')}
          text={t('takeBack.text')}
          verb={t('takeBack.verb')}
          onConfirm={() => run('take-back')}
          opener={(open) => (
            <Button variant="default" leftSection={<IconArrowBackUp size={16} aria-hidden />} onClick={open}>
              {t('takeBack.verb')}
            </Button>
          )}
        />
      )}
      <Confirm
        title={t('cancelIt.title', { name })}
        text={why(`${stands} ${t('cancelIt.text')}`)}
        verb={t('cancelIt.verb')}
        danger
        onConfirm={() => run('cancel')}
        opener={(open) => (
          <Button variant="default" leftSection={<IconX size={16} aria-hidden />} onClick={open}>
            {t('cancelIt.verb')}
          </Button>
        )}
      />
      {state === 'paused' ? (
        <Button
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          loading={change.isPending}
          onClick={() => void run('resume').catch(fail)}
        >
          {t('resume')}
        </Button>
      ) : (
        <Confirm
          title={t('pause.title', { name })}
          text={why(`${stands} ${t('pause.text')}`)}
          verb={t('pause.verb')}
          onConfirm={() => run('pause')}
          opener={(open) => (
            <Button variant="default" leftSection={<IconPlayerPause size={16} aria-hidden />} onClick={open}>
              {t('pause.verb')}
            </Button>
          )}
        />
      )}
    </>
  );
}
