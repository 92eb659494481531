import { Button } from '@mantine/core';
import { IconArchive } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { Campaign } from '../../../../src/api/contract.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { useTell } from '../../parts/tell.ts';
import { useChangeCampaign } from '../../queries/campaigns.ts';
import { useMay } from '../../queries/session.ts';
import { useWords } from '../../words.ts';

/** Puts away a draft that nobody wants any more, and what is over. */
export function Archive({ campaign: { key, name, state, archivedAt } }: { campaign: Campaign }) {
  const t = useWords('campaigns');
  const may = useMay();
  const tell = useTell();
  const navigate = useNavigate();
  const change = useChangeCampaign();
  if (!may('campaigns.run') || archivedAt || !['draft', 'done', 'cancelled'].includes(state)) return null;
  return (
    <Confirm
      title={t('archive.title', { name })}
      text={t('archive.text')}
      verb={t('archive.verb')}
      onConfirm={async () => {
        await change.mutateAsync({ key, verb: 'archive' });
        tell(t('did.archive', { name }));
        await navigate({ to: '/campaigns', ignoreBlocker: true });
      }}
      opener={(open) => (
        <Button variant="default" leftSection={<IconArchive size={16} aria-hidden />} onClick={open}>
          {t('archive.verb')}
        </Button>
      )}
    />
  );
}
