import { Button } from '@mantine/core';
import { IconCompass, IconPlugConnectedX } from '@tabler/icons-react';
import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import { FRAME, useWords } from '../words.ts';
import { EmptyState } from './empty-state.tsx';

/** An address that leads nowhere. */
export function MissingPage() {
  const t = useWords(FRAME);
  const home = (
    <Button component={Link} to="/" variant="default">
      {t('missing.home')}
    </Button>
  );
  return <EmptyState icon={IconCompass} title={t('missing.title')} text={t('missing.text')} action={home} />;
}

/** A page whose code failed or could not be fetched: after an update of the server, old code is gone and a reload mends it. */
export function BrokenPage({ error }: ErrorComponentProps) {
  const t = useWords(FRAME);
  const reload = <Button onClick={() => location.reload()}>{t('broken.reload')}</Button>;
  return (
    <EmptyState
      icon={IconPlugConnectedX}
      title={t('broken.title')}
      text={t('broken.text', { reason: (error as Error).message })}
      action={reload}
    />
  );
}
