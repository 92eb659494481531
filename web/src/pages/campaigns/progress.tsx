import { Anchor, Progress as Bar, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Campaign, CampaignProgress } from '../../../../src/api/contract.ts';
import { Card } from '../../parts/card.tsx';
import { CountedAt } from '../../parts/counted-at.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Num, useFormat } from '../../parts/figures.tsx';
import { Opened } from '../../parts/opened.tsx';
import { type Column, Rows } from '../../parts/rows.tsx';
import { StatCard } from '../../parts/stat-card.tsx';
import { where } from '../../parts/where.ts';
import { useCampaignProgress, type WhyLeftOut } from '../../queries/campaigns.ts';
import { useMay } from '../../queries/session.ts';
import { useTemplateNames } from '../../queries/template-names.ts';
import { useLanguage, useWords } from '../../words.ts';
import { CountTable } from './count-table.tsx';
import { LeftOutPeople, WaitingPeople } from './left-out.tsx';
import { Moment } from './moment.tsx';

/** What left, what waits, and why others got nothing; read anew while it goes on. */
export function Progress({ campaign }: { campaign: Campaign }) {
  const t = useWords('campaigns');
  const { share } = useFormat();
  const { data, error, refetch } = useCampaignProgress(campaign.key);
  if (error && !data) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton h={180} />;
  if (data.asOf === null) return <CountedAt asOf={null} />;
  const sum = (part: (one: CampaignProgress['messages'][number]) => number) =>
    data.messages.reduce((total, one) => total + part(one), 0);
  const sent = sum((one) => one.sent);
  const waiting = sum((one) => one.waiting);
  const none = sum(({ notSent }) => notSent.reduce((total, { people }) => total + people, 0));
  const outbox = (state: string) => `/outbox?scenario=${encodeURIComponent(campaign.key)}&state=${state}`;
  const all = sent + waiting + data.inside;
  const through = all === 0 ? 0 : sent / all;
  return (
    <Stack gap="lg">
      <CountedAt asOf={data.asOf} />
      {!hasBegun(campaign, data) ? (
        <Expected campaign={campaign} />
      ) : (
        <SimpleGrid cols={{ base: 2, md: 4 }} spacing="md">
          <StatCard label={t('progress.sent')} value={<Num value={sent} />} to={outbox('sent')} />
          <Turn campaign={campaign.key} inside={data.inside} />
          <StatCard label={t('progress.waiting')} value={<Num value={waiting} />} to={outbox('ready')} />
          <StatCard
            label={t('progress.notSent')}
            value={<Num value={none} />}
            note={none > 0 && t('progress.notSentNote')}
          />
        </SimpleGrid>
      )}
      {['running', 'paused'].includes(campaign.state) && all > 0 && (
        <div>
          <Bar
            value={through * 100}
            color="teal"
            size="lg"
            aria-label={t('progress.through', { share: share(through) })}
          />
          <Text size="sm" c="dimmed" mt={4}>
            {t('progress.through', { share: share(through) })}
          </Text>
        </div>
      )}
      {data.entered > 0 && <Messages campaign={campaign} progress={data} />}
      <Reasons campaign={campaign.key} progress={data} />
    </Stack>
  );
}

/** One that was paused before anybody came in has not begun either. */
const hasBegun = ({ state }: Campaign, { entered }: CampaignProgress): boolean =>
  state !== 'planned' && !(state === 'paused' && entered === 0);

/** Who waits for their turn. */
function Turn({ campaign, inside }: { campaign: string; inside: number }) {
  const t = useWords('campaigns');
  const may = useMay();
  const [opened, setOpened] = useState(false);
  return (
    <>
      <StatCard
        label={t('progress.turn')}
        value={<Num value={inside} />}
        note={t('progress.turnNote')}
        open={inside > 0 && may('scenarios.read') ? () => setOpened(true) : undefined}
      />
      {opened && <WaitingPeople campaign={campaign} onClose={() => setOpened(false)} />}
    </>
  );
}

/** Before it begins: how many it will reach, and when. */
function Expected({ campaign: { state, forecast, plan, startsAt } }: { campaign: Campaign }) {
  const t = useWords('campaigns');
  const { number } = useFormat();
  const isHeld = state === 'paused';
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        <StatCard label={t('look.expected')} value={forecast ? `≈ ${number(forecast.reached)}` : '—'} />
        <StatCard label={t('look.first')} value={<Moment plan={plan} startsAt={startsAt} />} />
      </SimpleGrid>
      <Text c="dimmed">{t(isHeld ? 'progress.held' : 'progress.notYet')}</Text>
    </>
  );
}

/** Columns of the table of messages, and how the outbox is asked for what each counts. */
const BEHIND = {
  sent: 'state=sent',
  waiting: 'state=ready',
  bounced: 'outcome=bounced',
  complained: 'outcome=complained',
  uncertain: 'state=uncertain',
} as const;

type Line = CampaignProgress['messages'][number];

/** Message by message; each figure leads to what it counts. */
function Messages({ campaign, progress }: { campaign: Campaign; progress: CampaignProgress }) {
  const t = useWords('campaigns');
  const templates = useTemplateNames();
  const nth = new Map(progress.messages.map(({ step }, at) => [step, at + 1]));
  const nameOf = ({ step, template }: Line) => {
    const name = templates.get(template)?.name ?? template;
    return nth.size > 1 ? `${nth.get(step)}. ${name}` : name;
  };
  const behind = ({ step }: Line) =>
    `/outbox?scenario=${encodeURIComponent(campaign.key)}&step=${encodeURIComponent(step)}`;
  return (
    <Card
      title={t('progress.messages')}
      aside={
        <Anchor component={Link} {...where(`/results/${encodeURIComponent(campaign.key)}`)} size="sm">
          {t('progress.results')}
        </Anchor>
      }
    >
      <Rows
        label={t('progress.messages')}
        items={progress.messages}
        keyOf={({ step }) => step}
        columns={[
          { key: 'message', label: t('what.message'), cell: nameOf },
          ...Object.entries(BEHIND).map(
            ([figure, asked]): Column<Line> => ({
              key: figure,
              label: t(`progress.${figure}`),
              align: 'right',
              cell: (line) => <Opened to={`${behind(line)}&${asked}`} value={line[figure as keyof typeof BEHIND]} />,
            }),
          ),
        ]}
      />
    </Card>
  );
}

/** Why people got nothing: refused by the gates, not written, taken back, or out before their turn. */
function Reasons({ campaign, progress }: { campaign: string; progress: CampaignProgress }) {
  const t = useWords('campaigns');
  const { language } = useLanguage();
  const may = useMay();
  const [shown, show] = useState<{ why: WhyLeftOut; says: string } | null>(null);
  const opening = (why: WhyLeftOut, says: string) => (may('people.read') ? () => show({ why, says }) : undefined);
  const reasons = new Map<string, { people: number; says: string | undefined }>();
  for (const { reason, people, says } of progress.messages.flatMap(({ notSent }) => notSent)) {
    reasons.set(reason, { people: (reasons.get(reason)?.people ?? 0) + people, says: says?.[language] });
  }
  const left = progress.left.map(({ reason, people }) => {
    const says = t(`ends.${reason}`, { defaultValue: reason });
    return { key: `left ${reason}`, says, count: people, open: opening({ ended: reason }, says) };
  });
  const rows = [
    ...[...reasons].map(([reason, { people, says: words }]) => {
      const says = t(`reasons.${reason}`, { defaultValue: words ?? reason });
      return { key: reason, says, count: people, open: opening({ reason }, says) };
    }),
    ...left,
  ];
  if (rows.length === 0) return null;
  return (
    <Card title={t('progress.why')} text={t('progress.whyText')}>
      <CountTable label={t('progress.why')} of={t('reason')} counts={t('people')} rows={rows} />
      {shown && <LeftOutPeople campaign={campaign} {...shown} onClose={() => show(null)} />}
    </Card>
  );
}
