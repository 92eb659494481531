/** What is said before a send, one matter each. */
import { Box, Group, Modal, Progress, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Campaign, CampaignForecast } from '../../../../src/api/contract.ts';
import { Address } from '../../parts/address.tsx';
import { Card } from '../../parts/card.tsx';
import { Facts } from '../../parts/facts.tsx';
import { DateTime, Money, useFormat } from '../../parts/figures.tsx';
import { Rows } from '../../parts/rows.tsx';
import { useMay } from '../../queries/session.ts';
import { FRAME, useLanguage, useWords } from '../../words.ts';
import { CountTable } from './count-table.tsx';
import { useLocal } from './moment.tsx';

type Props = { forecast: CampaignForecast };
type Sample = CampaignForecast['sample'];

/** To how many, out of how many, and why not to the others. */
export function LeftOut({ forecast }: Props) {
  const t = useWords('campaigns');
  const { language } = useLanguage();
  const { number, share } = useFormat();
  const { audience, reached, leftOut } = forecast;
  const part = audience === 0 ? 0 : reached / audience;
  const may = useMay();
  const [shown, show] = useState<{ said: string; sample: Sample } | null>(null);
  return (
    <Card title={t('look.who')}>
      <Group gap="xs" align="baseline" role="status">
        <Text fz={40} fw={650} lh={1.1} className="figures">
          {number(reached)}
        </Text>
        <Text c="dimmed">{t('look.of', { count: reached, audience: number(audience) })}</Text>
      </Group>
      <Progress value={part * 100} mt="xs" color="teal" aria-label={t('look.share', { share: share(part) })} />
      {audience === 0 && (
        <Text size="sm" c="dimmed" mt="md">
          {t('look.nobody')}
        </Text>
      )}
      {leftOut.length > 0 && (
        <Box mt="md">
          <CountTable
            label={t('look.leftOut')}
            of={t('look.leftOut')}
            counts={t('people')}
            rows={leftOut.map(({ reason, people, says, sample }) => {
              const said = t(`reasons.${reason}`, { defaultValue: says?.[language] ?? reason });
              const open = sample.length > 0 && may('people.read') ? () => show({ said, sample }) : undefined;
              return { key: reason, says: said, count: people, open };
            })}
          />
          {shown && <SomeLeftOut {...shown} onClose={() => show(null)} />}
        </Box>
      )}
    </Card>
  );
}

/** Some of those whom a reason leaves out, each with the way to their page. */
function SomeLeftOut({ said, sample, onClose }: { said: string; sample: Sample; onClose: () => void }) {
  const t = useWords('campaigns');
  const frame = useWords(FRAME);
  return (
    <Modal
      opened
      onClose={onClose}
      title={<Text fw={650}>{said}</Text>}
      closeButtonProps={{ 'aria-label': frame('close') }}
    >
      <Text size="sm" c="dimmed" mb="xs">
        {t('look.some')}
      </Text>
      <Rows
        label={said}
        items={sample}
        keyOf={({ personId }) => personId}
        to={({ personId }) => `/people/${personId}`}
        columns={[
          {
            key: 'who',
            label: frame('behind.person'),
            cell: ({ email, externalId, personId }) => <Address value={email ?? externalId ?? personId.slice(0, 8)} />,
          },
        ]}
      />
    </Modal>
  );
}

const SHOWN_DAYS = 14;

/** When the first and the last leave, and how many on which day. */
export function LeavingTable({ forecast, plan }: Props & Pick<Campaign, 'plan'>) {
  const t = useWords('campaigns');
  const { number } = useFormat();
  const { localDay } = useLocal();
  const { first, last, days } = forecast.leaving;
  const { pace } = plan;
  return (
    <Card title={t('look.when')}>
      <Facts
        facts={[
          { label: t('look.first'), value: first && <DateTime value={first} /> },
          { label: t('look.last'), value: last && last !== first && <DateTime value={last} /> },
          {
            label: t('pace.title'),
            value: pace
              ? t('pace.said', { messages: number(pace.messages), unit: t(`pace.units.${pace.per}`) })
              : t('pace.none'),
          },
          { label: t('pace.days'), value: pace?.openDaysOnly && t('pace.openDays') },
          { label: t('pace.hours'), value: pace?.from && `${pace.from} – ${pace.until}` },
        ]}
      />
      {days.length > 1 && (
        <Box mt="md">
          <CountTable
            label={t('look.byDay')}
            of={t('look.day')}
            counts={t('look.messages')}
            rows={days.slice(0, SHOWN_DAYS).map(({ day, messages }) => ({
              key: day,
              says: localDay(day),
              count: messages,
            }))}
          />
        </Box>
      )}
      {days.length > SHOWN_DAYS && (
        <Text size="sm" c="dimmed" mt="xs">
          {t('look.moreDays', { count: days.length - SHOWN_DAYS })}
        </Text>
      )}
    </Card>
  );
}

/** How often those who are reached were written to lately: what this message comes on top of. */
export function PressureAfter({ forecast }: Props) {
  const t = useWords('campaigns');
  const { number, share } = useFormat();
  const { reached, pressure } = forecast;
  if (reached === 0) return null;
  const all = pressure.had.reduce((sum, people) => sum + people, 0);
  return (
    <Card title={t('pressure.title')} text={t('pressure.text', { days: pressure.days })}>
      <Stack gap="xs">
        {pressure.had.map((people, had) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is what the row is about
          <div key={had}>
            <Group justify="space-between" gap="xs">
              <Text size="sm">
                {t(had === pressure.had.length - 1 ? 'pressure.more' : 'pressure.had', { count: had + 1 })}
              </Text>
              <Text size="sm" className="figures">
                {number(people)} · {share(all === 0 ? 0 : people / all)}
              </Text>
            </Group>
            <Progress
              value={all === 0 ? 0 : (100 * people) / all}
              color={had >= 2 ? 'poppy' : 'var(--soft)'}
              size="sm"
              aria-hidden
            />
          </div>
        ))}
      </Stack>
    </Card>
  );
}

export function Cost({ forecast: { cost } }: Props) {
  const t = useWords('campaigns');
  const { unitPrice } = useFormat();
  if (!cost) return null;
  return (
    <Card title={t('cost.title')}>
      <Text fz={24} fw={650} className="figures">
        <Money value={cost.total} />
      </Text>
      <Text size="sm" c="dimmed">
        {t('cost.text', { unit: unitPrice(cost.unit) })}
      </Text>
    </Card>
  );
}
