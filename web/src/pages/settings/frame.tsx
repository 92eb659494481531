import { useRouterState } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Right } from '../../../../src/api/contract.ts';
import { PageHeader } from '../../parts/page-header.tsx';
import { Sections } from '../../parts/sections.tsx';
import { useMay } from '../../queries/session.ts';
import { useWords } from '../../words.ts';
import { AskBeforeLeaving } from './unsaved.tsx';

/** Pages side by side in four groups: twelve in a row are read by nobody. The first page of each that I may open is where its name leads. */
const GROUPS: readonly { name: string; pages: readonly { to: string; name: string; right?: Right }[] }[] = [
  {
    name: 'shop',
    pages: [
      { to: '/settings', name: 'general' },
      { to: '/settings/holidays', name: 'holidays' },
      { to: '/settings/units', name: 'units' },
    ],
  },
  {
    name: 'sending',
    pages: [
      { to: '/settings/channels', name: 'channels', right: 'providers.read' },
      { to: '/settings/domains', name: 'domains', right: 'providers.read' },
      { to: '/settings/suppressions', name: 'suppressions', right: 'suppressions.read' },
    ],
  },
  {
    name: 'law',
    pages: [
      { to: '/settings/wordings', name: 'wordings', right: 'wordings.read' },
      { to: '/settings/rules', name: 'rules', right: 'compliance.read' },
      { to: '/settings/retention', name: 'retention' },
    ],
  },
  {
    name: 'access',
    pages: [
      { to: '/settings/accounts', name: 'accounts', right: 'accounts.read' },
      { to: '/settings/keys', name: 'keys', right: 'keys.read' },
      { to: '/settings/audit', name: 'audit', right: 'audit.read' },
    ],
  },
];

/** The pages of the settings, those that I may open. */
export function SettingsFrame({ children, actions }: { children: ReactNode; actions?: ReactNode }) {
  const t = useWords('settings');
  const may = useMay();
  const place = useRouterState({ select: ({ location }) => location.pathname });
  const groups = GROUPS.map(({ name, pages }) => ({
    name,
    pages: pages
      .filter(({ right }) => right === undefined || may(right))
      .map((page) => ({ to: page.to, label: t(`sections.${page.name}`) })),
  })).filter(({ pages }) => pages.length > 0);
  const here = groups.find(({ pages }) => pages.some(({ to }) => to === place)) ?? groups[0]!;
  return (
    <>
      <PageHeader title={t('title')} text={t('text')} actions={actions} />
      <Sections
        label={t('title')}
        entries={groups.map(({ name, pages }) => ({ to: pages[0]!.to, label: t(`kinds.${name}`) }))}
        here={here.pages[0]!.to}
      />
      <Sections label={t(`kinds.${here.name}`)} entries={here.pages} small />
      <AskBeforeLeaving>{children}</AskBeforeLeaving>
    </>
  );
}
