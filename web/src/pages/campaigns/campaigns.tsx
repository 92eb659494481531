import { Button } from '@mantine/core';
import { IconPlus, IconSpeakerphone } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import type { CampaignLine } from '../../../../src/api/contract.ts';
import { ChoiceFilter } from '../../parts/choice-filter.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { DateTime, useFormat } from '../../parts/figures.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Sections } from '../../parts/sections.tsx';
import { UnitFilter, UnitName, useHasUnits } from '../../parts/unit.tsx';
import { useCampaigns } from '../../queries/campaigns.ts';
import { useMay } from '../../queries/session.ts';
import { usePageSearch } from '../../router.tsx';
import { FRAME, useWords } from '../../words.ts';
import { CampaignBadge, STATES } from './campaign-state.tsx';
import { Moment } from './moment.tsx';

/** What was put away, among the states that are filtered by. */
const AWAY = 'archived';

/** What is sent once: every campaign with its state. */
export function Page() {
  const t = useWords('campaigns');
  const { state, search, unit } = usePageSearch();
  const go = useNavigate();
  const put = (next: Record<string, string | undefined>) =>
    void go({ to: '/campaigns', search: { state, search, unit, ...next } as never });
  const away = state === AWAY;
  const list = useCampaigns({ search, unit, ...(away ? { archived: true } : { state }) });
  const create = <NewCampaign />;
  return (
    <>
      <PageHeader title={t('title')} text={t('text')} actions={create} />
      <CampaignSections />
      <DataTable
        label={t('title')}
        list={list}
        columns={useColumns()}
        keyOf={({ key }) => key}
        to={({ key }) => `/campaigns/${encodeURIComponent(key)}`}
        search={{ value: search ?? '', onChange: (text) => put({ search: text || undefined }), label: t('search') }}
        filters={
          <>
            <UnitFilter value={unit ?? null} onChange={(next) => put({ unit: next ?? undefined })} />
            <ChoiceFilter
              label={t('state')}
              any={t('anyState')}
              clear={t('clear')}
              data={[
                ...STATES.map((one) => ({ value: one as string, label: t(`states.${one}`) })),
                { value: AWAY, label: t('archive.away') },
              ]}
              value={state}
              onChange={(next) => put({ state: next })}
            />
          </>
        }
        empty={
          state || unit ? (
            <EmptyState icon={IconSpeakerphone} title={t('noneHere.title')} text={t('noneHere.text')} />
          ) : (
            <EmptyState icon={IconSpeakerphone} title={t('none.title')} text={t('none.text')} action={create} />
          )
        }
      />
    </>
  );
}

/** The two ways to look at what is planned. */
export function CampaignSections() {
  const t = useWords('campaigns');
  return (
    <Sections
      label={t('title')}
      entries={[
        { to: '/campaigns', label: t('list') },
        { to: '/campaigns/calendar', label: t('calendar.title') },
      ]}
    />
  );
}

export function NewCampaign() {
  const t = useWords('campaigns');
  const may = useMay();
  if (!may('campaigns.write')) return null;
  return (
    <Button component={Link} to="/campaigns/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {t('new')}
    </Button>
  );
}

function useColumns(): Column<CampaignLine>[] {
  const t = useWords('campaigns');
  const frame = useWords(FRAME);
  const unit: Column<CampaignLine> = {
    key: 'unit',
    label: frame('unit.one'),
    cell: (line) => <UnitName unit={line.unit} />,
  };
  return [
    { key: 'name', label: t('name'), cell: ({ name }) => name },
    ...(useHasUnits() ? [unit] : []),
    { key: 'state', label: t('state'), cell: ({ state }) => <CampaignBadge state={state} /> },
    { key: 'when', label: t('when.title'), cell: ({ plan, startsAt }) => <Moment plan={plan} startsAt={startsAt} /> },
    { key: 'people', label: t('people'), align: 'right', cell: (line) => <Reach line={line} /> },
    { key: 'updated', label: t('updated'), cell: ({ updatedAt }) => <DateTime value={updatedAt} dayOnly /> },
  ];
}

/** How many got it, out of those who will; before, how many it is expected to reach. */
function Reach({ line: { state, standing, forecast } }: { line: CampaignLine }) {
  const t = useWords('campaigns');
  const { number } = useFormat();
  const all = standing.sent + standing.waiting + standing.inside;
  const held = state === 'paused' && all === 0;
  if (state === 'draft' || state === 'planned' || held) return <>{forecast ? `≈ ${number(forecast.reached)}` : '—'}</>;
  if (standing.asOf === null) return <>…</>;
  return (
    <>{all > standing.sent ? t('sentOf', { sent: number(standing.sent), all: number(all) }) : number(standing.sent)}</>
  );
}
