import { Alert, Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { IconEyeCheck } from '@tabler/icons-react';
import { useState } from 'react';
import type { Template } from '../../../../src/api/contract.ts';
import { useActor } from '../../parts/actor.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { useFormat } from '../../parts/figures.tsx';
import { useTell } from '../../parts/tell.ts';
import { useMay, useMe } from '../../queries/session.ts';
import { useApprove, useRefuse } from '../../queries/templates.ts';
import { useWords } from '../../words.ts';
import type { useDraft } from './use-draft.ts';

type Props = { template: Template; draft: ReturnType<typeof useDraft> };

/** Who asks for a second pair of eyes, and the answer of whoever is not them. */
export function ApprovalNote({ template, draft }: Props) {
  const t = useWords('messages');
  const { moment } = useFormat();
  const actor = useActor();
  // An address stays as it is; “the key …” begins the sentence.
  const first = (by: string) => (by.includes('@') ? by : actor(by).charAt(0).toUpperCase() + actor(by).slice(1));
  const { data: me } = useMe();
  const { approval } = template;
  if (!approval) return null;
  const when = moment(approval.refusedAt ?? approval.askedAt);
  if (approval.refusedBy !== null) {
    return (
      <Alert
        color="yellow"
        icon={<IconEyeCheck aria-hidden />}
        title={t('approval.refused', { who: first(approval.refusedBy), when })}
      >
        {approval.refusal || t('approval.noReason')}
      </Alert>
    );
  }
  if (approval.revision !== draft.revision || draft.state !== 'saved') {
    return (
      <Alert color="gray" icon={<IconEyeCheck aria-hidden />} title={t('approval.stale')}>
        {t('approval.staleText')}
      </Alert>
    );
  }
  const own = me?.email === approval.askedBy;
  return (
    <Alert
      color="blue"
      icon={<IconEyeCheck aria-hidden />}
      title={t(own ? 'approval.waiting' : 'approval.asked', { who: first(approval.askedBy), when })}
    >
      <Stack gap="sm">
        {approval.note && <Text size="sm">{approval.note}</Text>}
        <Answer template={template} revision={approval.revision} own={own} />
      </Stack>
    </Alert>
  );
}

function Answer({ template, revision, own }: { template: Template; revision: number; own: boolean }) {
  const t = useWords('messages');
  const may = useMay();
  const tell = useTell();
  const approve = useApprove();
  const refuse = useRefuse();
  const [refusing, setRefusing] = useState(false);
  const [reason, setReason] = useState('');
  const { key } = template;
  if (!may('templates.write')) return null;
  const no = () => void refuse.mutateAsync({ key, revision, reason }).catch(() => {});
  const yes = async () => {
    const { version } = await approve.mutateAsync({ key, revision });
    tell(t('publish.done', { name: template.name, version }));
  };
  return (
    <>
      {refusing && (
        <Textarea
          label={t('approval.reason')}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
          maxLength={1_000}
          autosize
          minRows={2}
        />
      )}
      <ErrorNote error={approve.error ?? refuse.error} />
      <Group gap="xs">
        {!own && !refusing && (
          <Button size="xs" loading={approve.isPending} onClick={() => void yes().catch(() => {})}>
            {t('approval.approve')}
          </Button>
        )}
        {own || refusing ? (
          <Button size="xs" variant="default" loading={refuse.isPending} onClick={no}>
            {t(own ? 'approval.withdraw' : 'approval.sendBack')}
          </Button>
        ) : (
          <Button size="xs" variant="default" onClick={() => setRefusing(true)}>
            {t('approval.refuse')}
          </Button>
        )}
      </Group>
    </>
  );
}
