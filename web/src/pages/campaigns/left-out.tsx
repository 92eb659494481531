import { Modal, Text } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { Address } from '../../parts/address.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { nameOf } from '../../parts/person-name.ts';
import { useLeftOut } from '../../queries/campaigns.ts';
import { FRAME, useWords } from '../../words.ts';

type Props = { campaign: string; reason: string; says: string; onClose: () => void };

/** The people behind a reason, each with the way to their page. */
export function LeftOutPeople({ campaign, reason, says, onClose }: Props) {
  const t = useWords('campaigns');
  const frame = useWords(FRAME);
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={<Text fw={650}>{says}</Text>}
      closeButtonProps={{ 'aria-label': frame('close') }}
    >
      <DataTable
        label={says}
        list={useLeftOut(campaign, reason)}
        keyOf={({ key }) => key}
        to={({ id }) => `/people/${id}?tab=messages`}
        columns={[
          { key: 'name', label: t('person'), cell: nameOf },
          {
            key: 'address',
            label: t('address'),
            cell: ({ email, externalId }) => <Address value={email ?? externalId ?? '—'} />,
          },
        ]}
        empty={<EmptyState icon={IconUsers} title={t('nobodyLeft.title')} text={t('nobodyLeft.text')} />}
      />
    </Modal>
  );
}
