import { IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Right } from '../../../src/api/contract.ts';
import { useMay } from '../queries/session.ts';
import { FRAME, useWords } from '../words.ts';
import { EmptyState } from './empty-state.tsx';

/** Shows a page to those who may see it; the others read who can help. */
export function Allowed({ right, children }: { right: Right; children: ReactNode }) {
  const may = useMay();
  const t = useWords(FRAME);
  if (may(right)) return children;
  return <EmptyState icon={IconLock} title={t('notAllowed.title')} text={t('notAllowed.text')} />;
}
