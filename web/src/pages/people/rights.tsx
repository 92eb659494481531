/** What a person may ask of the shop: to be told everything, and to be forgotten. */
import { Button, List, Modal, Select, Stack, Text } from '@mantine/core';
import { IconDownload, IconEraser } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Erasure, PersonWhole } from '../../../../src/api/contract.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { useErasePerson } from '../../queries/people.ts';
import { useMay } from '../../queries/session.ts';
import { useLanguage, useWords } from '../../words.ts';

export function Rights({ person, name }: { person: PersonWhole; name: string }) {
  const t = useWords('people');
  const may = useMay();
  return (
    <>
      {may('people.export') && (
        <Button
          component="a"
          href={`/api/people/${person.id}/export`}
          download={`${person.id}.json`}
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
        >
          {t('export')}
        </Button>
      )}
      {may('people.erase') && <Erase person={person} name={name} />}
    </>
  );
}

const REASONS = ['asked', 'unneeded', 'unlawful', 'mistake'] as const;
type Reason = (typeof REASONS)[number];

/** Asks for the reason, erases, and then says what stays and why; closing leads back to the list. */
function Erase({ person, name }: { person: PersonWhole; name: string }) {
  const t = useWords('people');
  const navigate = useNavigate();
  const known = useQueryClient();
  const erase = useErasePerson();
  const [opened, setOpened] = useState(false);
  const [reason, setReason] = useState<Reason>('asked');
  const [report, setReport] = useState<Erasure | null>(null);
  const close = () => {
    if (erase.isPending) return;
    setOpened(false);
    if (!report) return;
    // No list that was read before may still lead to them.
    void navigate({ to: '/people' }).then(() => known.invalidateQueries());
  };
  const go = async () => setReport(await erase.mutateAsync({ id: person.id, reason }));
  return (
    <>
      <Button variant="default" leftSection={<IconEraser size={16} aria-hidden />} onClick={() => setOpened(true)}>
        {t('erase.verb')}
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        title={<Text fw={650}>{report ? t('erase.done') : t('erase.title', { name })}</Text>}
        closeButtonProps={{ 'aria-label': t('erase.close') }}
      >
        {report ? (
          <Report report={report} onClose={close} />
        ) : (
          <Stack gap="md">
            <Text size="sm">{t('erase.text')}</Text>
            <Select
              label={t('erase.reason')}
              value={reason}
              onChange={(next) => next && setReason(next as Reason)}
              data={REASONS.map((one) => ({ value: one, label: t(`reasons.${one}`) }))}
            />
            <ErrorNote error={erase.error} />
            <Button color="red" loading={erase.isPending} onClick={() => void go().catch(() => {})}>
              {t('erase.confirm')}
            </Button>
          </Stack>
        )}
      </Modal>
    </>
  );
}

function Report({ report, onClose }: { report: Erasure; onClose: () => void }) {
  const t = useWords('people');
  const { language } = useLanguage();
  return (
    <Stack gap="md">
      <Text size="sm">{report.kept.length === 0 ? t('erase.nothingKept') : t('erase.kept')}</Text>
      <List size="sm" spacing="xs">
        {report.kept.map(({ what, why }) => (
          <List.Item key={what.en}>
            <Text size="sm" fw={500}>
              {what[language]}
            </Text>
            <Text size="sm" c="dimmed">
              {why[language]}
            </Text>
          </List.Item>
        ))}
      </List>
      <Button variant="default" onClick={onClose}>
        {t('erase.back')}
      </Button>
    </Stack>
  );
}
