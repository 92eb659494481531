import { Button } from '@mantine/core';
import { IconUser } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import type { Person } from '../../../../src/api/contract.ts';
import { Address } from '../../parts/address.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { DateTime } from '../../parts/figures.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { nameOf } from '../../parts/person-name.ts';
import { spaced } from '../../parts/phone.ts';
import { usePeople } from '../../queries/people.ts';
import { useMay } from '../../queries/session.ts';
import { usePageSearch } from '../../router.tsx';
import { useWords } from '../../words.ts';

/** Everybody who is known; the search stands in the address. */
export function Page() {
  const t = useWords('people');
  const navigate = useNavigate();
  const { search = '' } = usePageSearch();
  const list = usePeople(search);
  const look = (text: string) =>
    void navigate({ to: '/people', search: (text === '' ? {} : { search: text }) as never, replace: true });
  return (
    <>
      <PageHeader title={t('title')} text={t('text')} />
      <DataTable
        label={t('title')}
        list={list}
        columns={useColumns()}
        keyOf={({ id }) => id}
        to={({ id }) => `/people/${id}`}
        search={{ value: search, onChange: look, label: t('search') }}
        empty={<EmptyState icon={IconUser} title={t('none.title')} text={t('none.text')} action={<ToImport />} />}
      />
    </>
  );
}

function ToImport() {
  const t = useWords('people');
  const may = useMay();
  if (!may('imports.write')) return null;
  return (
    <Button component={Link} to="/imports">
      {t('none.import')}
    </Button>
  );
}

function useColumns(): Column<Person>[] {
  const t = useWords('people');
  return [
    { key: 'name', label: t('name'), cell: nameOf },
    { key: 'email', label: t('email'), cell: ({ email }) => <Address value={email ?? '—'} /> },
    { key: 'phone', label: t('phone'), whole: true, cell: ({ phone }) => (phone ? spaced(phone) : '—') },
    { key: 'externalId', label: t('externalId'), cell: ({ externalId }) => externalId ?? '—' },
    { key: 'firstSeen', label: t('firstSeen'), cell: ({ firstSeen }) => <DateTime value={firstSeen} dayOnly /> },
  ];
}
