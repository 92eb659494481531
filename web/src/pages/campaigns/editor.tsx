import { Alert, Button, Group, List, Stack, Text, TextInput } from '@mantine/core';
import { IconEye, IconInfoCircle } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { Campaign } from '../../../../src/api/contract.ts';
import { useByHand } from '../../parts/by-hand.ts';
import { ConflictNote } from '../../parts/conflict-note.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Leaving } from '../../parts/leaving.tsx';
import { useTell } from '../../parts/tell.ts';
import { UnitField } from '../../parts/unit.tsx';
import { readCampaign, useSaveCampaign } from '../../queries/campaigns.ts';
import { useMay } from '../../queries/session.ts';
import { useWords } from '../../words.ts';
import { Audience } from './audience.tsx';
import { MomentFields } from './moment-fields.tsx';
import { PaceFields } from './pace-fields.tsx';
import { type Draft, draftOf, emptyDraft, planOf } from './plan.ts';
import { Series } from './series.tsx';

/** To whom, what, when, at what pace. */
export function Editor({ campaign, onLook }: { campaign: Campaign | null; onLook?: () => void }) {
  const t = useWords('campaigns');
  const may = useMay();
  const tell = useTell();
  const navigate = useNavigate();
  const save = useSaveCampaign();
  const hand = useByHand<Campaign, Draft>({
    thing: campaign,
    draftOf: (kept) => (kept ? draftOf(kept) : emptyDraft()),
    send: (given, revision) => save.mutateAsync({ key: campaign?.key ?? null, plan: planOf(given), revision }),
    read: () => readCampaign(campaign!.key),
    faster: 'CAMPAIGN_CHANGED',
  });
  const { draft, put: change } = hand;
  const named = draft.name.trim() !== '';
  const keep = async () => {
    const kept = await hand.save();
    tell(t('saved', { name: kept.name }));
    if (!campaign) await navigate({ to: `/campaigns/${encodeURIComponent(kept.key)}` });
    return kept;
  };
  const look = async () => {
    const kept = await keep();
    if (kept.faults.length === 0) onLook?.();
  };
  return (
    <Stack gap="lg" maw={860}>
      <Leaving unsaved={hand.unsaved} saving={hand.saving} />
      {hand.other && <ConflictNote other={hand.other} onTheirs={hand.takeTheirs} onMine={hand.overwrite} />}
      <TextInput
        label={t('name')}
        placeholder={t('namePlaceholder')}
        value={draft.name}
        onChange={({ currentTarget }) => change({ name: currentTarget.value })}
        maxLength={200}
        required
      />
      <UnitField value={draft.unit} onChange={(unit) => change({ unit })} />
      <Audience key={hand.times} to={draft.to} onChange={(to) => change({ to })} />
      <Series draft={draft} onChange={change} />
      <MomentFields when={draft.when} onChange={(when) => change({ when })} />
      <PaceFields draft={draft} onChange={change} />
      {campaign && <Faults faults={campaign.faults} />}
      <ErrorNote error={hand.error} />
      {may('campaigns.write') && (
        <Group>
          {onLook && (
            <Button
              leftSection={<IconEye size={16} aria-hidden />}
              disabled={!named}
              loading={hand.pending}
              onClick={() => void look().catch(() => {})}
            >
              {t('look.open')}
            </Button>
          )}
          <Button
            variant={onLook ? 'default' : 'filled'}
            disabled={!named}
            loading={hand.pending}
            onClick={() => void keep().catch(() => {})}
          >
            {campaign ? t('save') : t('create')}
          </Button>
          {!named && (
            <Text size="sm" c="dimmed">
              {t('needsName')}
            </Text>
          )}
        </Group>
      )}
    </Stack>
  );
}

/** What stands against planning what was saved last. */
function Faults({ faults }: { faults: Campaign['faults'] }) {
  const t = useWords('campaigns');
  if (faults.length === 0) return null;
  return (
    <Alert
      color="yellow"
      variant="light"
      icon={<IconInfoCircle size={20} aria-hidden />}
      title={t('missing')}
      role="status"
    >
      <List size="sm">
        {faults.map(({ code, field, sentence }) => (
          <List.Item key={`${field} ${code} ${sentence}`}>{t(`faults.${code}`, { defaultValue: sentence })}</List.Item>
        ))}
      </List>
    </Alert>
  );
}
