import { Button, Group, Modal, Skeleton, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { Template } from '../../../../src/api/contract.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { useTell } from '../../parts/tell.ts';
import { useAskApproval, useChecks, usePublish } from '../../queries/templates.ts';
import { useWords } from '../../words.ts';
import { CheckList } from './checks.tsx';
import type { useDraft } from './use-draft.ts';

type Props = { template: Template; draft: ReturnType<typeof useDraft> };

/** Publishing, or asking for it: first everything that is typed is saved, then all contents are checked as they are kept. */
export function Publish({ template, draft }: Props) {
  const t = useWords('messages');
  const tell = useTell();
  const [revision, setRevision] = useState<number | null>(null);
  const [busy, setBusy] = useState(false);
  const open = async () => {
    setBusy(true);
    try {
      setRevision(await draft.settle());
    } catch {
      tell(t('publish.notSaved'), 'red');
    } finally {
      setBusy(false);
    }
  };
  const { approvalNeeded } = template;
  return (
    <>
      <Button loading={busy} onClick={() => void open()}>
        {t(approvalNeeded ? 'publish.ask' : 'publish.verb')}
      </Button>
      <Modal
        opened={revision !== null}
        onClose={() => setRevision(null)}
        title={
          <Text fw={650}>{t(approvalNeeded ? 'publish.askTitle' : 'publish.title', { name: template.name })}</Text>
        }
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        {revision !== null && <Judged template={template} revision={revision} onClose={() => setRevision(null)} />}
      </Modal>
    </>
  );
}

function Judged({ template, revision, onClose }: { template: Template; revision: number; onClose: () => void }) {
  const t = useWords('messages');
  const tell = useTell();
  const publish = usePublish();
  const ask = useAskApproval();
  const [note, setNote] = useState('');
  const { data, error } = useChecks(template.key, revision, true);
  const { approvalNeeded, uses, key } = template;
  const go = async () => {
    if (approvalNeeded) {
      await ask.mutateAsync({ key, revision, note });
      tell(t('publish.asked'));
    } else {
      const { version } = await publish.mutateAsync({ key, revision });
      tell(t('publish.done', { name: template.name, version }));
    }
    onClose();
  };
  if (error) return <ErrorNote error={error} />;
  if (!data) return <Skeleton h={120} />;
  const live = uses.filter(({ published }) => published).map(({ name }) => name);
  return (
    <Stack>
      <Text size="sm">{t(data.publishable ? 'publish.text' : 'publish.blocked')}</Text>
      <CheckList checks={data.checks} />
      {data.publishable && live.length > 0 && (
        <Text size="sm">{t('publish.uses', { count: live.length, names: live.join(', ') })}</Text>
      )}
      {approvalNeeded && data.publishable && (
        <Textarea
          label={t('publish.note')}
          value={note}
          onChange={({ currentTarget }) => setNote(currentTarget.value)}
          maxLength={1_000}
          autosize
          minRows={2}
        />
      )}
      <ErrorNote error={publish.error ?? ask.error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button
          disabled={!data.publishable}
          loading={publish.isPending || ask.isPending}
          onClick={() => void go().catch(() => {})}
        >
          {t(approvalNeeded ? 'publish.ask' : 'publish.verb')}
        </Button>
      </Group>
    </Stack>
  );
}
