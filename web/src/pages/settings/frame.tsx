import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header.tsx';
import { Sections } from '../../parts/sections.tsx';
import { useMay } from '../../queries/session.ts';
import { useWords } from '../../words.ts';

/** The pages of the settings, those that I may open. */
export function SettingsFrame({ children, actions }: { children: ReactNode; actions?: ReactNode }) {
  const t = useWords('settings');
  const may = useMay();
  const entries = [
    { to: '/settings', label: t('sections.general'), shown: true },
    { to: '/settings/channels', label: t('sections.channels'), shown: may('providers.read') },
    { to: '/settings/domains', label: t('sections.domains'), shown: may('providers.read') },
    { to: '/settings/suppressions', label: t('sections.suppressions'), shown: may('suppressions.read') },
    { to: '/settings/holidays', label: t('sections.holidays'), shown: true },
    { to: '/settings/wordings', label: t('sections.wordings'), shown: may('wordings.read') },
    { to: '/settings/units', label: t('sections.units'), shown: true },
    { to: '/settings/rules', label: t('sections.rules'), shown: may('compliance.read') },
    { to: '/settings/retention', label: t('sections.retention'), shown: true },
    { to: '/settings/accounts', label: t('sections.accounts'), shown: may('accounts.read') },
    { to: '/settings/keys', label: t('sections.keys'), shown: may('keys.read') },
    { to: '/settings/audit', label: t('sections.audit'), shown: may('audit.read') },
  ];
  return (
    <>
      <PageHeader title={t('title')} text={t('text')} actions={actions} />
      <Sections label={t('title')} entries={entries.filter(({ shown }) => shown)} />
      {children}
    </>
  );
}
