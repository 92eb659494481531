import { Modal, Text } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import type { List } from '../queries/client.ts';
import { FRAME, useWords } from '../words.ts';
import { Address } from './address.tsx';
import { type Column, DataTable } from './data-table.tsx';
import { EmptyState } from './empty-state.tsx';
import { nameOf } from './person-name.ts';

type Somebody = {
  /** Null where nobody is known: a sale without a customer. */
  id: string | null;
  email: string | null;
  externalId: string | null;
  traits: Record<string, unknown>;
};

type Props<One extends Somebody> = {
  /** The figure, or the reason that it counts. */
  title: string;
  list: List<One>;
  keyOf: (one: One) => string;
  /** What is told of each beside who they are. */
  columns?: readonly Column<One>[];
  /** Which tab of their page says more. */
  tab: 'timeline' | 'messages' | 'scenarios';
  onClose: () => void;
};

/** The people behind a figure, over the page that shows it, each with the way to their page. */
export function PeopleBehind<One extends Somebody>({ title, list, keyOf, columns = [], tab, onClose }: Props<One>) {
  const t = useWords(FRAME);
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={<Text fw={650}>{title}</Text>}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <DataTable
        label={title}
        list={list}
        keyOf={keyOf}
        to={({ id }) => (id === null ? undefined : `/people/${id}?tab=${tab}`)}
        columns={[
          {
            key: 'name',
            label: t('behind.person'),
            cell: (one) => (one.id === null ? t('behind.nobody') : nameOf({ ...one, id: one.id })),
          },
          {
            key: 'address',
            label: t('behind.address'),
            cell: ({ email, externalId }) => <Address value={email ?? externalId ?? '—'} />,
          },
          ...columns,
        ]}
        empty={<EmptyState icon={IconUsers} title={t('behind.none')} text={t('behind.noneText')} />}
      />
    </Modal>
  );
}
