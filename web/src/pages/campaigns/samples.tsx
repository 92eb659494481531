import { Group, Select, Skeleton } from '@mantine/core';
import { useState } from 'react';
import type { Campaign, CampaignForecast } from '../../../../src/api/contract.ts';
import { Card } from '../../parts/card.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { MessageFrame } from '../../parts/message-frame.tsx';
import { SkipNote } from '../../parts/skip-note.tsx';
import { useSample } from '../../queries/campaigns.ts';
import { useTemplateNames } from '../../queries/template-names.ts';
import { useWords } from '../../words.ts';

type Props = { campaign: Campaign; people: CampaignForecast['sample'] };

/** What some of those who are reached will read, as it was published. */
export function Samples({ campaign, people }: Props) {
  const t = useWords('campaigns');
  const templates = useTemplateNames();
  const [personId, setPerson] = useState<string | null>(people[0]?.personId ?? null);
  const [message, setMessage] = useState('0');
  const { data, error } = useSample(campaign.key, personId === null ? null : { personId, message: Number(message) });
  if (people.length === 0) return null;
  const { messages } = campaign.plan;
  return (
    <Card title={t('samples.title')} text={t('samples.text')}>
      <Group mb="md" align="flex-end">
        <Select
          label={t('samples.person')}
          data={people.map(({ personId: value, email, externalId }) => ({
            value,
            label: email ?? externalId ?? value,
          }))}
          value={personId}
          onChange={setPerson}
          allowDeselect={false}
          w={300}
          maw="100%"
        />
        {messages.length > 1 && (
          <Select
            label={t('what.message')}
            data={messages.map(({ template }, at) => ({
              value: String(at),
              label: `${at + 1}. ${templates.get(template)?.name ?? template}`,
            }))}
            value={message}
            onChange={(next) => next && setMessage(next)}
            allowDeselect={false}
            w={300}
            maw="100%"
          />
        )}
      </Group>
      <ErrorNote error={error} />
      {!data && !error && <Skeleton h={200} />}
      {data && 'skip' in data && <SkipNote skip={data} />}
      {data && !('skip' in data) && (
        <MessageFrame subject={data.subject} html={data.html} text={data.text} title={t('samples.title')} />
      )}
    </Card>
  );
}
