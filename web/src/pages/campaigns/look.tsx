import { Alert, Button, Grid, Group, Loader, Paper, Stack, Text } from '@mantine/core';
import { IconCalendarCheck, IconInfoCircle, IconPencil } from '@tabler/icons-react';
import { useEffect } from 'react';
import type { Campaign, CampaignForecast } from '../../../../src/api/contract.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { NotConnected } from '../../parts/not-connected.tsx';
import { useTell } from '../../parts/tell.ts';
import { useChangeCampaign, useForecast } from '../../queries/campaigns.ts';
import { useMay } from '../../queries/session.ts';
import { useTemplateNames } from '../../queries/template-names.ts';
import { useWords } from '../../words.ts';
import { Cost, LeavingTable, LeftOut, PressureAfter } from './look-parts.tsx';
import { useLocal } from './moment.tsx';
import { Samples } from './samples.tsx';

/** Before a send: to how many, who is left out and why, when it leaves, what they read. Nothing is sent by looking. */
export function Look({ campaign, onBack }: { campaign: Campaign; onBack: () => void }) {
  const t = useWords('campaigns');
  const { mutate, data, error, isPending } = useForecast();
  const { key, revision, plan } = campaign;
  const templates = useTemplateNames();
  // Another revision is another look: what is planned is what the figures are of.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the server looks at what it has under the key
  useEffect(() => mutate(key), [mutate, key, revision]);
  return (
    <Stack gap="lg">
      <NotConnected channels={plan.messages.map(({ template }) => templates.get(template)?.channel)} />
      <ErrorNote error={error} onRetry={() => mutate(key)} />
      {isPending && (
        <Paper withBorder p="xl">
          <Group justify="center" gap="sm" role="status">
            <Loader size="sm" />
            <Text c="dimmed">{t('look.busy')}</Text>
          </Group>
        </Paper>
      )}
      {data && <Told campaign={campaign} forecast={data} />}
      <Group>
        {data && <Plan campaign={campaign} forecast={data} />}
        <Button variant="default" leftSection={<IconPencil size={16} aria-hidden />} onClick={onBack}>
          {t('look.back')}
        </Button>
      </Group>
    </Stack>
  );
}

function Told({ campaign, forecast }: { campaign: Campaign; forecast: CampaignForecast }) {
  const t = useWords('campaigns');
  return (
    <>
      {forecast.estimate && (
        <Alert color="yellow" variant="light" icon={<IconInfoCircle size={20} aria-hidden />}>
          {t('look.estimate', { buckets: forecast.estimate.buckets, of: forecast.estimate.of })}
        </Alert>
      )}
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 6 }}>
          <Stack gap="lg">
            <LeftOut forecast={forecast} />
            <Cost forecast={forecast} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 6 }}>
          <Stack gap="lg">
            <LeavingTable forecast={forecast} plan={campaign.plan} />
            <PressureAfter forecast={forecast} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={12}>
          <Samples campaign={campaign} people={forecast.sample} />
        </Grid.Col>
      </Grid>
    </>
  );
}

/** The button that lets it leave; what it does is said once more. */
function Plan({ campaign, forecast }: { campaign: Campaign; forecast: CampaignForecast }) {
  const t = useWords('campaigns');
  const { local } = useLocal();
  const may = useMay();
  const tell = useTell();
  const change = useChangeCampaign();
  if (!may('campaigns.run')) return null;
  const { at, zone } = campaign.plan.when;
  const theirs = zone === 'person';
  const count = forecast.reached;
  const verb = at === null ? t('plan.now', { count }) : t('plan.later');
  const moment = at === null ? '' : local(at);
  return (
    <Confirm
      title={campaign.name}
      text={
        at === null ? t('plan.nowText', { count }) : t(theirs ? 'plan.theirsText' : 'plan.laterText', { count, moment })
      }
      verb={verb}
      onConfirm={async () => {
        const planned = await change.mutateAsync({ key: campaign.key, verb: 'plan', revision: campaign.revision });
        tell(t('plan.done', { name: planned.name }));
      }}
      opener={(open) => (
        <Button
          leftSection={<IconCalendarCheck size={16} aria-hidden />}
          disabled={forecast.reached === 0}
          onClick={open}
        >
          {verb}
        </Button>
      )}
    />
  );
}
