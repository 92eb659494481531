import { Button } from '@mantine/core';
import { IconForms, IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { DateTime, Num } from '../../parts/figures.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { StateBadge } from '../../parts/state-badge.tsx';
import { type Form, useFormResults, useForms } from '../../queries/forms.ts';
import { useMay } from '../../queries/session.ts';
import { useWords } from '../../words.ts';

/** The forms that people sign up with. */
export function Page() {
  const t = useWords('forms');
  const may = useMay();
  const add = may('forms.write') && (
    <Button component={Link} to="/forms/new" leftSection={<IconPlus size={18} aria-hidden />}>
      {t('add')}
    </Button>
  );
  const columns: Column<Form>[] = [
    { key: 'name', label: t('name'), cell: ({ name }) => name },
    {
      key: 'state',
      label: t('state'),
      cell: ({ publishedVersion }) =>
        publishedVersion === null ? (
          <StateBadge mood="draft" label={t('draft')} />
        ) : (
          <StateBadge mood="good" label={t('online', { version: publishedVersion })} />
        ),
    },
    { key: 'answers', label: t('confirmed'), align: 'right', cell: ({ key }) => <Confirmed formKey={key} /> },
    { key: 'at', label: t('changedAt'), cell: ({ updatedAt }) => <DateTime value={updatedAt} /> },
  ];
  return (
    <>
      <PageHeader title={t('title')} text={t('text')} actions={add} />
      <DataTable
        label={t('title')}
        list={useForms()}
        columns={columns}
        keyOf={({ key }) => key}
        to={({ key }) => `/forms/${key}`}
        empty={<EmptyState icon={IconForms} title={t('none.title')} text={t('none.text')} action={add} />}
      />
    </>
  );
}

function Confirmed({ formKey }: { formKey: string }) {
  const { data } = useFormResults(formKey);
  return <Num value={data?.total.confirmed} />;
}
