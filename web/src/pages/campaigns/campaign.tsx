import { Button, Skeleton, Stack } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Campaign } from '../../../../src/api/contract.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { useTell } from '../../parts/tell.ts';
import { useCampaign, useSaveCampaign } from '../../queries/campaigns.ts';
import { useMay } from '../../queries/session.ts';
import { usePageParams } from '../../router.tsx';
import { useWords } from '../../words.ts';
import { Archive } from './archive.tsx';
import { CampaignBadge } from './campaign-state.tsx';
import { Editor } from './editor.tsx';
import { Look } from './look.tsx';
import { Moment } from './moment.tsx';
import { draftOf, planOf } from './plan.ts';
import { Progress } from './progress.tsx';
import { StopButtons } from './stop-buttons.tsx';
import { Summary } from './summary.tsx';

const NEW = 'new';

/** One campaign: written, looked at before it leaves, followed and stopped while it leaves. */
export function Page() {
  const { key = NEW } = usePageParams();
  if (key === NEW) return <NewPage />;
  return <KnownPage key={key} id={key} />;
}

function NewPage() {
  const t = useWords('campaigns');
  return (
    <>
      <PageHeader title={t('new')} text={t('newText')} back={{ to: '/campaigns', label: t('title') }} />
      <Editor campaign={null} />
    </>
  );
}

function KnownPage({ id }: { id: string }) {
  const t = useWords('campaigns');
  const [live, setLive] = useState(true);
  const { data, error, refetch } = useCampaign(id, { live });
  // What is over, or not yet begun to be written, does not change by itself.
  const moves = !data || ['planned', 'running', 'paused'].includes(data.state);
  if (moves !== live) setLive(moves);
  if (error && !data)
    return (
      <>
        <PageHeader title={t('title')} back={{ to: '/campaigns', label: t('title') }} />
        <ErrorNote error={error} onRetry={() => void refetch()} />
      </>
    );
  if (!data) return <Skeleton h={300} />;
  return data.state === 'draft' ? <DraftPage campaign={data} /> : <RunPage campaign={data} />;
}

/** Written, and looked at before it leaves. */
function DraftPage({ campaign }: { campaign: Campaign }) {
  const t = useWords('campaigns');
  const [looking, setLooking] = useState(false);
  return (
    <>
      <PageHeader
        title={campaign.name}
        mark={<CampaignBadge state={campaign.state} />}
        text={looking ? t('look.text') : t('editText')}
        back={{ to: '/campaigns', label: t('title') }}
        actions={
          <>
            <Archive campaign={campaign} />
            <Copy campaign={campaign} />
          </>
        }
      />
      {looking ? (
        <Look campaign={campaign} onBack={() => setLooking(false)} />
      ) : (
        <Editor campaign={campaign} onLook={() => setLooking(true)} />
      )}
    </>
  );
}

/** Planned or begun: where it stands, and how to stop it. */
function RunPage({ campaign }: { campaign: Campaign }) {
  const t = useWords('campaigns');
  return (
    <>
      <PageHeader
        title={campaign.name}
        mark={<CampaignBadge state={campaign.state} />}
        text={<Moment plan={campaign.plan} startsAt={campaign.startsAt} />}
        back={{ to: '/campaigns', label: t('title') }}
        actions={
          <>
            <Archive campaign={campaign} />
            <Copy campaign={campaign} />
            <StopButtons campaign={campaign} />
          </>
        }
      />
      <Stack gap="lg">
        <Progress campaign={campaign} />
        <Summary campaign={campaign} />
      </Stack>
    </>
  );
}

/** The same again as a new draft. */
function Copy({ campaign }: { campaign: Campaign }) {
  const t = useWords('campaigns');
  const may = useMay();
  const tell = useTell();
  const navigate = useNavigate();
  const save = useSaveCampaign();
  if (!may('campaigns.write')) return null;
  return (
    <Confirm
      title={t('copy.title')}
      text={t('copy.text')}
      verb={t('copy.verb')}
      onConfirm={async () => {
        const draft = draftOf(campaign);
        const name = t('copy.name', { name: draft.name }).slice(0, 200);
        const made = await save.mutateAsync({
          key: null,
          plan: planOf({ ...draft, name, when: { ...draft.when, at: null, zone: 'shop' } }),
        });
        tell(t('saved', { name: made.name }));
        await navigate({ to: `/campaigns/${encodeURIComponent(made.key)}` });
      }}
      opener={(open) => (
        <Button variant="default" onClick={open}>
          {t('copy.verb')}
        </Button>
      )}
    />
  );
}
