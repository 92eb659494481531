import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Campaign } from '../../../../src/api/contract.ts';
import { Card } from '../../parts/card.tsx';
import { Facts } from '../../parts/facts.tsx';
import { DateTime, Num, useFormat } from '../../parts/figures.tsx';
import { itemsOf } from '../../queries/client.ts';
import { useSegments } from '../../queries/segments.ts';
import { useTemplateNames } from '../../queries/template-names.ts';
import { useWords } from '../../words.ts';
import { Moment } from './moment.tsx';

/** What the campaign says, as it was planned. */
export function Summary({ campaign }: { campaign: Campaign }) {
  const t = useWords('campaigns');
  const { number, share } = useFormat();
  const templates = useTemplateNames();
  const { plan, startsAt, plannedAt, forecast } = campaign;
  const { pace, holdout, to } = plan;
  return (
    <Card title={t('summary')}>
      <Facts
        wide
        facts={[
          {
            label: t('to.title'),
            value: <Segments keys={to.segments} more={'rule' in to && to.rule ? t('to.rule') : null} />,
          },
          { label: t('to.except'), value: to.except.length > 0 && <Segments keys={to.except} more={null} /> },
          {
            label: t('what.title'),
            value: plan.messages.map(({ template }) => templates.get(template)?.name ?? template).join(' → '),
          },
          { label: t('when.title'), value: <Moment plan={plan} startsAt={startsAt} /> },
          {
            label: t('pace.title'),
            value: pace
              ? t('pace.said', { messages: number(pace.messages), unit: t(`pace.units.${pace.per}`) })
              : t('pace.none'),
          },
          { label: t('pace.days'), value: pace?.openDaysOnly && t('pace.openDays') },
          { label: t('pace.hours'), value: pace?.from && `${pace.from} – ${pace.until}` },
          { label: t('pace.holdout'), value: holdout ? share(holdout) : null },
          { label: t('what.stopOnOrder'), value: plan.stopOnOrder && plan.messages.length > 1 ? t('yes') : null },
          { label: t('look.expected'), value: forecast && <Num value={forecast.reached} /> },
          { label: t('plannedAt'), value: plannedAt && <DateTime value={plannedAt} /> },
        ]}
      />
    </Card>
  );
}

function Segments({ keys, more }: { keys: readonly string[]; more: string | null }) {
  const segments = itemsOf(useSegments());
  const links = keys.map(
    (key): ReactNode => (
      <Anchor key={key} component={Link} to={`/segments/${encodeURIComponent(key)}`} size="sm">
        {segments.find((one) => one.key === key)?.name ?? key}
      </Anchor>
    ),
  );
  const all = more === null ? links : [...links, more];
  return (
    <>
      {all.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same names in the same places
        <span key={at}>
          {at > 0 && ', '}
          {one}
        </span>
      ))}
    </>
  );
}
