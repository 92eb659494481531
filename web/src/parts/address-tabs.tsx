import { Tabs } from '@mantine/core';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { usePageSearch } from '../router.tsx';

/** `kept` stays as it is while another tab is looked at: something is typed there. */
type Tab = { key: string; label: string; body: ReactNode; kept?: boolean };

/** Tabs of a page. The one that is open stands in the address, so that it can be kept and passed on; the first one does not. */
export function AddressTabs({ tabs }: { tabs: readonly Tab[] }) {
  const navigate = useNavigate();
  const place = useRouterState({ select: ({ location }) => location.pathname });
  const search = usePageSearch();
  const first = tabs[0]!.key;
  const open = tabs.some(({ key }) => key === search.tab) ? search.tab! : first;
  const go = (next: string | null) =>
    void navigate({
      to: place,
      search: { ...search, tab: next === first || next === null ? undefined : next } as never,
      replace: true,
    });
  return (
    <Tabs value={open} onChange={go} keepMounted={false}>
      <Tabs.List mb="md">
        {tabs.map(({ key, label }) => (
          <Tabs.Tab key={key} value={key}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map(({ key, body, kept = false }) => (
        <Tabs.Panel key={key} value={key} keepMounted={kept}>
          {body}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
